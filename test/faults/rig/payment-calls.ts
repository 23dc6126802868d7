import type { CallTarget } from './calls';

/** One call about money, and what its caller knows of it. */
export interface PaymentCall {
  /** `unknown`: the call may have had its effect or not, or the payment has not ended */
  readonly outcome: 'ok' | 'refused' | 'unknown';
  readonly status: number;
  readonly code?: string;
  readonly paymentId?: number;
  readonly paymentStatus?: string;
}

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
}

async function call({ address, token }: CallTarget, path: string, body: object, more: object): Promise<PaymentCall> {
  try {
    const answer = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    const { status } = answer;
    const { code, about, paymentId, status: paymentStatus } = (await answer.json()) as Answer;
    if (answer.ok) {
      const isOpen = paymentStatus === 'CONFIRMING';
      const payment = paymentId === undefined ? {} : { paymentId, paymentStatus: String(paymentStatus) };
      return { outcome: isOpen ? 'unknown' : 'ok', status, ...payment };
    }
    const isUnknown = status >= 500 || status === 429 || about?.reason === 'UNDECIDED' || NOT_YET.includes(code ?? '');
    return { outcome: isUnknown ? 'unknown' : 'refused', status, code: code ?? 'none' };
  } catch {
    return { outcome: 'unknown', status: 0 };
  }
}
