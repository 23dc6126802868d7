import { z } from 'zod';
import { defineFact } from '#platform/bus/fact';

const orderedUnits = z.object({
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
export const OrderPlaced = defineFact('order.placed', placedOrder);

/** An order is in a state that holds no stock, while units may have been taken for it. */
export const OrderReleased = defineFact('order.released', orderedUnits);

/** The reaction that decides orders; stored with every delivery, so it stays. */
export const TAKE_STOCK = 'order.take-stock';
