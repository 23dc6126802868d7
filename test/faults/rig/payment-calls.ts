import { setTimeout as pause } from 'node:timers/promises';
import { CallLog, type PurchaseAttempt } from './call-log';
import type { ReturnedBuyer } from './card-provider';
import type { CallTarget } from './calls';

/** One call about money, and what its caller knows of it. */
export interface PaymentCall {
  /** `unknown`: the call may have had its effect or not, or the payment has not ended */
  readonly outcome: 'ok' | 'refused' | 'unknown';
  readonly status: number;
  readonly code?: string;
  readonly paymentId?: number;
  readonly paymentStatus?: string;
  /** the page of the provider, while the payment is requested */
  readonly checkoutUrl?: string | null;
}

/** What a user was told of the payments of an order, and the points that users know they have charged. */
export interface PaymentLog {
  readonly calls: CallLog;
  readonly payments: { readonly attempt: PurchaseAttempt; readonly calls: PaymentCall[] }[];
  readonly charged: Map<number, number>;
}

export const newPaymentLog = (): PaymentLog => ({ calls: new CallLog(), payments: [], charged: new Map() });

/** A confirmation waits up to 30 s for the provider. */
const CONFIRM_LIMIT_MS = 45_000;
const CALL_LIMIT_MS = 15_000;

/** Pays an order by points, and waits for the end of the payment. */
export function payCall(target: CallTarget, orderId: number, key: string): Promise<PaymentCall> {
  return call(
    target,
    `/api/orders/${orderId}/payment`,
    { method: 'POINTS' },
    { 'idempotency-key': key, prefer: 'wait=5' },
  );
}

/** Requests a payment at the provider. */
export function requestCall(target: CallTarget, orderId: number, method: string, key: string): Promise<PaymentCall> {
  return call(target, `/api/orders/${orderId}/payment`, { method }, { 'idempotency-key': key });
}

/** Confirms what the provider's page has sent the buyer back with. */
export function confirmCall(target: CallTarget, orderId: number, returned: ReturnedBuyer): Promise<PaymentCall> {
  const { paymentKey, orderId: providerOrderId, amount } = returned;
  const body = { paymentKey, providerOrderId, amount };
  return call(target, `/api/orders/${orderId}/payment/confirm`, body, {}, CONFIRM_LIMIT_MS);
}

export function chargeCall(target: CallTarget, chargeAmount: number, key: string): Promise<PaymentCall> {
  return call(target, '/api/points/charge', { chargeAmount }, { 'idempotency-key': key });
}

/** These refusals say nothing yet: the order is not decided, or another payment is being made. */
const NOT_YET = ['PAYMENT_IN_PROGRESS', 'IDEMPOTENCY_IN_PROGRESS'];

interface Answer {
  readonly code?: string;
  readonly about?: { readonly reason?: string };
  readonly paymentId?: number;
  readonly status?: string;
  readonly checkoutUrl?: string | null;
}

async function call(
  { address, token }: CallTarget,
  path: string,
  body: object,
  more: object,
  limitMs = CALL_LIMIT_MS,
): Promise<PaymentCall> {
  try {
    const answer = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    });
    const { status } = answer;
    const { code, about, paymentId, status: paymentStatus, checkoutUrl } = (await answer.json()) as Answer;
    if (answer.ok) {
      const isOpen = paymentStatus === 'CONFIRMING';
      const payment =
        paymentId === undefined
          ? {}
          : { paymentId, paymentStatus: String(paymentStatus), checkoutUrl: checkoutUrl ?? null };
      return { outcome: isOpen ? 'unknown' : 'ok', status, ...payment };
    }
    const isUnknown = status >= 500 || status === 429 || about?.reason === 'UNDECIDED' || NOT_YET.includes(code ?? '');
    return { outcome: isUnknown ? 'unknown' : 'refused', status, code: code ?? 'none' };
  } catch {
    return { outcome: 'unknown', status: 0 };
  }
}

/** Sends a call until its outcome is known, or the time is over. */
export async function untilKnown<C extends { readonly outcome: string; readonly code?: string }>(
  calls: C[],
  send: () => Promise<C>,
  deadline = Infinity,
): Promise<void> {
  for (;;) {
    const call = await send();
    calls.push(call);
    if (call.outcome !== 'unknown' && call.code !== 'IDEMPOTENCY_IN_PROGRESS') return;
    if (performance.now() > deadline) return;
    await pause(100);
  }
}
