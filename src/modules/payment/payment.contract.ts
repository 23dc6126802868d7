import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

export const PAYMENT_METHODS = ['CARD', 'TRANSFER', 'MOBILE_PHONE', 'VIRTUAL_ACCOUNT', 'POINTS'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** A way to pay, and the provider that offers it. */
export interface OfferedMethod {
  readonly method: PaymentMethod;
  readonly provider: string;
}

/** How orders that are to be paid can be paid. */
export abstract class PaymentMethods {
  /** each method with its usual provider; the first one is the usual method */
  abstract available(): readonly OfferedMethod[];
}

const endedPayment = z.object({
  paymentId: z.number(),
  orderId: z.number(),
  userId: z.number(),
  outcome: z.enum(['CAPTURED', 'FAILED', 'REVERSED']),
  /** what was captured, in the currency's smallest unit; 0 of a failed attempt */
  amount: z.number(),
  currency: z.string(),
  /** why an attempt failed */
  code: z.string().nullable(),
});
export type EndedPayment = z.infer<typeof endedPayment>;

/** An attempt to pay an order has ended. REVERSED: the deposit that was captured has bounced. */
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
