import { z } from 'zod';
import { defineFact } from '#platform/bus/fact';

const orderedUnits = z.object({
  orderId: z.number(),
  lines: z.array(z.object({ productId: z.number(), quantity: z.number() })),
});
/** An order and what it wants of each product. */
export type OrderedUnits = z.infer<typeof orderedUnits>;

/** An order is durable; its stock is not decided yet. */
export const OrderPlaced = defineFact('order.placed', orderedUnits);

/** An order is in a state that holds no stock, while units may have been taken for it. */
export const OrderReleased = defineFact('order.released', orderedUnits);

/** The reaction that decides orders; stored with every delivery, so it stays. */
export const TAKE_STOCK = 'order.take-stock';
