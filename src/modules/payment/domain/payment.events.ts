import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

const duePoints = z.object({
  paymentId: z.number(),
  orderId: z.number(),
  userId: z.number(),
  amount: z.number(),
  currency: z.string(),
});
export type DuePoints = z.infer<typeof duePoints>;

/** A payment by points is durable, and the points are to be taken. */
export const PaymentPointsDue = defineEvent('payment.points-due', duePoints);

const takenBack = z.object({
  paymentId: z.number(),
  orderId: z.number(),
  /** all that was captured, which has gone back */
  amount: z.number(),
  currency: z.string(),
});
export type PaymentTakenBack = z.infer<typeof takenBack>;

/** All that a payment took was paid back at the provider's own console, and none of it by a refund of this shop. */
export const PaymentRefundedExternally = defineEvent('payment.refunded-externally', takenBack);

const partlyTakenBack = z.object({ paymentId: z.number(), orderId: z.number() });
export type PaymentPartlyTakenBack = z.infer<typeof partlyTakenBack>;

/** Money of a payment was paid back at the provider's own console, but not all of it. */
export const PaymentPartlyRefundedExternally = defineEvent('payment.partly-refunded-externally', partlyTakenBack);
