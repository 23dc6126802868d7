import { answerOf } from '@hotdeal/client';
import { type Signal, signal } from '@preact/signals';
import { newIdempotencyKey } from '../../api/idempotency';
import { shop } from '../../api/shop';
import type { Payment } from '../../api/views';
import { route } from '../../navigation/route';
import { onBuyerChange, REQUEST_TIMEOUT_MS, resumeAttempts, type Sending, sendAttempt } from '../attempt-sending';
import { PendingAttempts } from '../pending-attempts';
import { paymentIfAny } from './payment-if-any';

/** The shop waits for its provider for half a minute at most. */
const CONFIRM_TIMEOUT_MS = 40_000;

export type PaymentMethod = Payment['method'];

/** One attempt to pay an order by a method. */
interface PaymentRequest {
  readonly orderId: number;
  readonly method: PaymentMethod;
  readonly key: string;
  /** the payment that is given up first, because its page at the provider may have ended */
  readonly replaces?: number;
}

/** What the provider's page has sent the buyer back with. */
interface Confirmation {
  readonly orderId: number;
  /** the shop's name of the payment at the provider: each is confirmed once */
  readonly key: string;
  readonly paymentKey: string;
  readonly amount: number;
}

export type PaymentAttempt = PaymentRequest | Confirmation;

export type PaymentProgress =
  | { readonly step: 'none' }
  /** the browser is on its way to the page of the provider */
  | { readonly step: 'leaving' }
  /** the page of the provider has sent the buyer back, and nothing was paid */
  | { readonly step: 'returned'; readonly code: string }
  | (Sending<Payment> & { readonly attempt: PaymentAttempt });

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

/** With Back, a browser shows the page again as it was left. */
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  for (const payment of payments.values()) if (payment.peek().step === 'leaving') payment.value = { step: 'none' };
});

export function isPaying({ step }: PaymentProgress): boolean {
  return step === 'sending' || step === 'retrying' || step === 'leaving';
}

export function isConfirmation(attempt: PaymentAttempt): attempt is Confirmation {
  return 'paymentKey' in attempt;
}

/**
 * Does nothing while the order is being paid already, as after a double click.
 *
 * @param last the payment that there is: one that was not finished at the provider is given up
 */
export function pay(orderId: number, method: PaymentMethod, last: Payment | null = null): void {
  if (isPaying(paymentOf(orderId).peek())) return;
  const replaced = last !== null && isUnfinished(last) ? { replaces: last.paymentId } : {};
  submitPayment({ orderId, method, key: newIdempotencyKey(), ...replaced });
}

/** Each return from the provider's page is confirmed once, however often it is shown. */
export function confirm(confirmation: Confirmation): void {
  const progress = paymentOf(confirmation.orderId).peek();
  const isOnItsWay = isPaying(progress) && 'attempt' in progress && progress.attempt.key === confirmation.key;
  if (!isOnItsWay) submitPayment(confirmation);
}

export function submitPayment(attempt: PaymentAttempt): void {
  const progress = paymentOf(attempt.orderId);
  const show = (sending: Sending<Payment>): void => {
    progress.value = { ...sending, attempt };
    if (sending.step === 'answered' && !isConfirmation(attempt)) goToProvider(sending.result);
  };
  const send = (): Promise<Payment> => (isConfirmation(attempt) ? sendConfirmation(attempt) : sendRequest(attempt));
  void sendAttempt({ attempt, pending, show, send });
}

async function sendRequest({ orderId, method, key, replaces }: PaymentRequest): Promise<Payment> {
  if (replaces !== undefined) await giveUp(orderId, replaces);
  return answerOf(
    shop.api.POST('/api/orders/{orderId}/payment', {
      params: { path: { orderId }, header: { 'Idempotency-Key': key, Prefer: 'wait=3' } },
      body: { method },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }),
  );
}

function sendConfirmation({ orderId, key, paymentKey, amount }: Confirmation): Promise<Payment> {
  return answerOf(
    shop.api.POST('/api/orders/{orderId}/payment/confirm', {
      params: { path: { orderId } },
      body: { paymentKey, providerOrderId: key, amount },
      signal: AbortSignal.timeout(CONFIRM_TIMEOUT_MS),
    }),
  );
}

/** Repeated, it must not give up the payment that has taken its place. */
async function giveUp(orderId: number, paymentId: number): Promise<void> {
  const current = await paymentIfAny(orderId);
  if (current?.paymentId !== paymentId || !isUnfinished(current)) return;
  await answerOf(shop.api.DELETE('/api/orders/{orderId}/payment', { params: { path: { orderId } } }));
}

function isUnfinished({ status }: Payment): boolean {
  return status === 'REQUESTED' || status === 'WAITING_FOR_DEPOSIT';
}

/** Unless the buyer has gone on to another page of the shop meanwhile. */
function goToProvider({ orderId, status, checkoutUrl }: Payment): void {
  if (status !== 'REQUESTED' || checkoutUrl === null || !/^https?:/.test(checkoutUrl)) return;
  const [first, id] = route.peek().parts;
  if (first !== 'checkout' && !(first === 'orders' && Number(id) === orderId)) return;
  paymentOf(orderId).value = { step: 'leaving' };
  location.assign(checkoutUrl);
}
