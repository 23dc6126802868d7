import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

export const orderedUnits = z.object({
  orderId: z.number(),
  lines: z.array(z.object({ productId: z.number(), quantity: z.number() })),
});
/** An order and what it wants of each product. */
export type OrderedUnits = z.infer<typeof orderedUnits>;

const placedOrder = orderedUnits.extend({
  /** what its settlement would otherwise read; deliveries of an earlier version lack it */
  owner: z.object({ userId: z.number(), orderedAt: z.number() }).optional(),
});
export type PlacedOrder = z.infer<typeof placedOrder>;

/** An order is durable; its stock is not decided yet. */
export const OrderPlaced = defineEvent('order.placed', placedOrder);

/** An order has reached the end of its settlement, or was cancelled afterwards. */
export const OrderSettled = defineEvent(
  'order.settled',
  z.object({
    orderId: z.number(),
    userId: z.number(),
    status: z.enum(['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED']),
    failureReason: z.enum(['INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE']).nullable(),
  }),
);
