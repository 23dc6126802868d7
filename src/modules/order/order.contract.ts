import { z } from 'zod';
import { defineFact } from '#platform/bus/fact';

/** An order has reached the end of its settlement, or was cancelled afterwards. */
export const OrderSettled = defineFact(
  'order.settled',
  z.object({
    orderId: z.number(),
    userId: z.number(),
    status: z.enum(['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED']),
    failureReason: z.enum(['INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE']).nullable(),
  }),
);
