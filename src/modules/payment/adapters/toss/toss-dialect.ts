import { z } from 'zod';
import type { PaymentMethod } from '#payment';
import type { PaymentToOpen, RefundIntent } from '../../domain/provider';

/*
 * What is said to Toss Payments (version 2022-11-16 of its API) and what is read in its answers. This was written from the
 * public documentation and from public programs. Lines marked UNVERIFIED could not be read in official text, and were
 * never tried against the live service; docs/payments.md lists them under "Before you go live".
 */

export const PATHS = {
  // UNVERIFIED: that a server may open a payment here. The documented way is the browser's script.
  open: '/v1/payments',
  confirm: '/v1/payments/confirm',
  byKey: (paymentKey: string): string => `/v1/payments/${encodeURIComponent(paymentKey)}`,
  // UNVERIFIED: the path. A public transcription of the API has another one.
  byOrder: (orderId: string): string => `/v1/payments/orders/${encodeURIComponent(orderId)}`,
  cancel: (paymentKey: string): string => `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`,
  transactions: '/v1/transactions',
};

// UNVERIFIED: how amounts in other currencies are written. As cents they could be a hundred times too much.
export const CURRENCIES: readonly string[] = ['KRW'];

/** The least that can be paid, in won. */
// UNVERIFIED: that the other methods have no minimum.
export const MINIMUMS: Readonly<Partial<Record<PaymentMethod, number>>> = { CARD: 100, TRANSFER: 200 };

/** @param returnUrl where the provider's page sends the buyer, whatever has happened there */
export function openBody(payment: PaymentToOpen, returnUrl: string, depositMs: number): object {
  const { method, amount, currency, providerOrderId, orderId } = payment;
  return {
    method,
    amount,
    currency,
    orderId: providerOrderId,
    orderName: `주문번호 ${orderId}`,
    // UNVERIFIED: the names of these two fields. An older guide says returnUrl.
    successUrl: returnUrl,
    failUrl: returnUrl,
    // UNVERIFIED: that the hours are a field of the request here, as they are in the browser's script.
    ...(method === 'VIRTUAL_ACCOUNT' && { validHours: Math.max(1, Math.ceil(depositMs / 3_600_000)) }),
  };
}

/** A bank is named by its code, and an account by its digits. */
export function cancelBody({ mark, cause, refundAmount, account }: RefundIntent): object {
  return {
    // UNVERIFIED: that the reason comes back unchanged. If it does not, a refund is recognized by its amount only.
    cancelReason: `${mark} ${cause}`,
    cancelAmount: refundAmount,
    ...(account && { refundReceiveAccount: { ...account, accountNumber: account.accountNumber.replace(/\D/g, '') } }),
  };
}

/** The reason of a cancel that ends an account to which nothing was transferred. */
export const CLOSE_BODY = { cancelReason: 'HD-CLOSE' };

// As long as the columns that they are stored in.
const code = z.string().regex(/^[A-Z0-9_]{1,100}$/);
const money = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const name = z.string().regex(/^[!-~]{1,100}$/);

const cancel = z.object({
  cancelAmount: money,
  cancelReason: z.string().nullish(),
  transactionKey: name,
  // UNVERIFIED: the field was seen in answers only. Anything but DONE and ABORTED is taken for a cancel on its way.
  cancelStatus: z.string().nullish(),
});

export const tossPayment = z.object({
  paymentKey: z.string().regex(/^[!-~]{1,200}$/),
  orderId: name,
  status: z.string(),
  totalAmount: money,
  currency: z.string(),
  lastTransactionKey: z.string().nullish(),
  approvedAt: z.string().nullish(),
  isPartialCancelable: z.boolean().nullish(),
  cancels: z.array(cancel).nullish(),
  secret: name.nullish(),
  failure: z.object({ code }).nullish(),
  receipt: z.object({ url: z.string() }).nullish(),
  checkout: z.object({ url: z.string() }).nullish(),
  virtualAccount: z
    .object({
      bankCode: name,
      accountNumber: name,
      customerName: z.string().nullish(),
      dueDate: z.iso.datetime({ offset: true, local: true }),
    })
    .nullish(),
});
export type TossPayment = z.infer<typeof tossPayment>;

export const tossError = z.object({ code, message: z.string().nullish() });

const tossTransaction = z.object({
  // UNVERIFIED: that a cancel has the key that the payment shows it with.
  transactionKey: name,
  paymentKey: z.string(),
  // Not only ours: another program may use the same key.
  orderId: z.string(),
  status: z.string(),
  // UNVERIFIED: whether the amount of a cancel is positive or negative here. Both are read.
  amount: z.number().int(),
  currency: z.string(),
  transactionAt: z.iso.datetime({ offset: true, local: true }),
});
export type TossTransaction = z.infer<typeof tossTransaction>;

export const tossTransactions = z.array(tossTransaction);

/** An instant as Toss Payments writes it: in the time of Korea where no offset is given. */
export function instantOf(text: string): Date {
  return new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}+09:00`);
}

/** An instant for a query, in the time of Korea and without an offset. */
export function koreanTime(instant: Date): string {
  return new Date(instant.getTime() + 9 * 3_600_000).toISOString().slice(0, 19);
}
