import type { Call, OrderedItem } from './call-log';

/** The instance that a call goes to, and the login that it uses. */
export interface CallTarget {
  readonly address: string;
  readonly token: string;
}

/** What is set against the price of an order, with payments on only. */
export interface OrderBenefits {
  readonly usePoints?: number | undefined;
  readonly userCouponId?: number | undefined;
}

const CALL_LIMIT_MS = 15_000;

export function orderCall(
  target: CallTarget,
  items: readonly OrderedItem[],
  headers: object,
  benefits: OrderBenefits = {},
): Promise<Call> {
  return call(target, 'POST', '/api/orders/products', {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ orderItems: items, ...benefits }),
  });
}

/** Orders everything in the cart, without a key. */
export function cartOrderCall(target: CallTarget): Promise<Call> {
  return call(target, 'POST', '/api/cart/order', { headers: { 'content-type': 'application/json' }, body: '{}' });
}

export function cancelCall(target: CallTarget, orderId: number | undefined): Promise<Call> {
  return call(target, 'PUT', `/api/orders/${orderId}`, { headers: {} });
}

async function call(
  { address, token }: CallTarget,
  method: string,
  path: string,
  { headers, body: content }: { headers: object; body?: string },
): Promise<Call> {
  const startedAt = performance.now();
  const ended = (rest: Pick<Call, 'outcome' | 'status'> & Partial<Call>): Call => ({
    startedAt,
    endedAt: performance.now(),
    ...rest,
  });
  try {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(content === undefined ? {} : { body: content }),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    const body = (await answer.json()) as { orderId?: number; status: string; code?: string };
    const { status } = answer;
    if (answer.ok && body.orderId !== undefined) {
      return ended({ outcome: 'ok', status, orderId: body.orderId, orderStatus: body.status });
    }
    const code = body.code ?? 'none';
    return ended({ outcome: status >= 500 || status === 429 ? 'unknown' : 'refused', status, code });
  } catch {
    return ended({ outcome: 'unknown', status: 0 });
  }
}
