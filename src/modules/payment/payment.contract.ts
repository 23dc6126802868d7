import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

const endedPayment = z.object({
  paymentId: z.number(),
  orderId: z.number(),
  userId: z.number(),
  outcome: z.enum(['CAPTURED', 'FAILED']),
  /** what was captured, in the currency's smallest unit; 0 of a failed attempt */
  amount: z.number(),
  currency: z.string(),
  /** why an attempt failed */
  code: z.string().nullable(),
});
export type EndedPayment = z.infer<typeof endedPayment>;

/** An attempt to pay an order has ended. */
export const PaymentEnded = defineEvent('payment.ended', endedPayment);

/** The refund of a payment, or of a part of it, is done. */
export const PaymentRefunded = defineEvent(
  'payment.refunded',
  z.object({
    refundId: z.number(),
    paymentId: z.number(),
    orderId: z.number(),
    userId: z.number(),
    amount: z.number(),
    cause: z.enum(['CANCELLED', 'RETURN', 'LATE', 'DUPLICATE', 'MISMATCH', 'OVER', 'EXTERNAL']),
  }),
);
