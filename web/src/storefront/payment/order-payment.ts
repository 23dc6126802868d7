import { answerOf } from '@hotdeal/client';
import { type Signal, signal } from '@preact/signals';
import { newIdempotencyKey } from '../../api/idempotency';
import { shop } from '../../api/shop';
import type { Payment } from '../../api/views';
import { onBuyerChange, REQUEST_TIMEOUT_MS, resumeAttempts, type Sending, sendAttempt } from '../attempt-sending';
import { PendingAttempts } from '../pending-attempts';

/** One attempt to pay an order by points. */
interface PaymentAttempt {
  readonly orderId: number;
  readonly key: string;
}

export type PaymentProgress =
  | { readonly step: 'none' }
  | Exclude<Sending<Payment>, { readonly step: 'unknown' }>
  | { readonly step: 'unknown'; readonly attempt: PaymentAttempt };

const payments = new Map<number, Signal<PaymentProgress>>();

/** The payment of this order as far as this window makes it. It continues when the page of the order is left. */
export function paymentOf(orderId: number): Signal<PaymentProgress> {
  const payment = payments.get(orderId) ?? signal<PaymentProgress>({ step: 'none' });
  payments.set(orderId, payment);
  return payment;
}

const pending = new PendingAttempts<PaymentAttempt>('hotdeal.pending-payments');

onBuyerChange((userId) => {
  for (const payment of payments.values()) payment.value = { step: 'none' };
  if (userId === undefined) return;
  // The page of the order shows what became of an old attempt, and lets the buyer pay again if it made nothing.
  resumeAttempts(pending, userId, { submit: submitPayment, ask: (attempt) => pending.remove(attempt) });
});

export function isPaying({ step }: PaymentProgress): boolean {
  return step === 'sending' || step === 'retrying';
}

/** Does nothing while the order is being paid already, as after a double click. */
export function payByPoints(orderId: number): void {
  if (!isPaying(paymentOf(orderId).peek())) submitPayment({ orderId, key: newIdempotencyKey() });
}

export function submitPayment(attempt: PaymentAttempt): void {
  const show = (sending: Sending<Payment>): void => {
    paymentOf(attempt.orderId).value = sending.step === 'unknown' ? { step: 'unknown', attempt } : sending;
  };
  void sendAttempt({ attempt, pending, show, send: () => send(attempt) });
}

async function send({ orderId, key }: PaymentAttempt): Promise<Payment> {
  return answerOf(
    shop.api.POST('/api/orders/{orderId}/payment', {
      params: { path: { orderId }, header: { 'Idempotency-Key': key, Prefer: 'wait=3' } },
      body: { method: 'POINTS' },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }),
  );
}
