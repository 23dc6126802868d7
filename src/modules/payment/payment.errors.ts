import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const paymentErrors = {
  WEBHOOK_SIGNATURE_INVALID: 401,
  PAYMENT_DECLINED: 402,
  PAYMENT_NOT_FOUND: 404,
  REFUND_NOT_FOUND: 404,
  ORDER_NOT_PAYABLE: 409,
  ORDER_ALREADY_PAID: 409,
  PAYMENT_IN_PROGRESS: 409,
  PAYMENT_SUPERSEDED: 409,
  PAYMENT_AMOUNT_MISMATCH: 409,
  PAYMENT_BELOW_MINIMUM: 409,
  REFUND_NOT_STUCK: 409,
  REFUND_ACCOUNT_NOT_NEEDED: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const paymentAbout = {
  PAYMENT_DECLINED: z
    .object({ code: z.string().describe('why, in the word of the provider') })
    .meta({ example: { code: 'INSUFFICIENT_POINTS' } }),
  ORDER_NOT_PAYABLE: z
    .object({
      reason: z
        .enum(['UNDECIDED', 'EXPIRED', 'CANCELLED', 'FAILED'])
        .describe('UNDECIDED: try again in a moment; EXPIRED: the time to pay is over'),
    })
    .meta({ example: { reason: 'EXPIRED' } }),
  PAYMENT_AMOUNT_MISMATCH: z
    .object({ amount: z.int().describe('what is to be paid') })
    .meta({ example: { amount: 40_000 } }),
  PAYMENT_BELOW_MINIMUM: z
    .object({ minimum: z.int().describe('the least that can be paid with this method') })
    .meta({ example: { minimum: 100 } }),
  REFUND_NOT_STUCK: z
    .object({ status: z.enum(['DUE', 'DONE']).describe('the state that the refund is in') })
    .meta({ example: { status: 'DONE' } }),
};

type PaymentAbout = AboutOf<typeof paymentAbout>;
type PaymentErrors = typeof paymentErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends PaymentErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends PaymentAbout {}
}
