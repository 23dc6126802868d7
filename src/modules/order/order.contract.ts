import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

export const orderedUnits = z.object({
  orderId: z.number(),
  lines: z.array(z.object({ productId: z.number(), quantity: z.number() })),
});
/** An order, and the units of each product that it requests. */
export type OrderedUnits = z.infer<typeof orderedUnits>;

const placedOrder = orderedUnits.extend({
  /** saves reading the order when it is completed; publications of an earlier version lack it */
  owner: z.object({ userId: z.number(), orderedAt: z.number() }).optional(),
});
export type PlacedOrder = z.infer<typeof placedOrder>;

/** An order is durable; its stock is not decided yet. */
export const OrderPlaced = defineEvent('order.placed', placedOrder);

/** An order was decided, or cancelled before or after its decision. */
export const OrderSettled = defineEvent(
  'order.settled',
  z.object({
    orderId: z.number(),
    userId: z.number(),
    status: z.enum(['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED']),
    failureReason: z.enum(['INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE']).nullable(),
  }),
);
