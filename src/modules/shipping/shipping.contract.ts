import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

export { SHIPPING_FEATURE } from '#order';

/** The event handler that makes the shipments of completed orders; it is live from when the shop ships. */
export const SHIPMENTS_HANDLER = 'shipping.prepare-shipments';

export const SHIPMENT_STATES = ['SHIPMENT_PREPARING', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const;
export type ShipmentState = (typeof SHIPMENT_STATES)[number];

export const RETURN_STATES = ['RETURN_REQUESTED', 'RETURNED', 'REJECTED'] as const;
export type ReturnState = (typeof RETURN_STATES)[number];

/** What other modules ask of shipping. */
export abstract class ShippingClient {
  /**
   * Keeps the parcels of these orders from leaving by the clock until an administrator ships them by hand, also parcels
   * that are not prepared yet. What has left is not called back. Idempotent.
   */
  abstract holdBack(orderIds: readonly number[]): Promise<void>;
}

const movedReturn = z.object({
  returnId: z.number(),
  orderId: z.number(),
  userId: z.number(),
  state: z.enum(RETURN_STATES),
  /** of the order's progress, see `ProgressStep` */
  version: z.number(),
  /** every unit of the order has come back */
  allReturned: z.boolean(),
});
export type MovedReturn = z.infer<typeof movedReturn>;

/** A return was requested, completed or rejected. */
export const ReturnMoved = defineEvent('shipping.return-moved', movedReturn);

const completedReturn = z.object({
  returnId: z.number(),
  orderId: z.number(),
  userId: z.number(),
  lines: z.array(z.object({ productId: z.number(), quantity: z.number() })),
  /** the payment that the money goes back to; null: none, then `money` is 0 */
  paymentId: z.number().nullable(),
  /** in the currency's smallest unit */
  money: z.number(),
  points: z.number(),
});
export type CompletedReturn = z.infer<typeof completedReturn>;

/** The goods of a return are here: they can be sold again, and money and points go back. */
export const ReturnCompleted = defineEvent('shipping.return-completed', completedReturn);
