import type { Call, OrderedItem } from './book';

/** Where a call goes, and in whose name. */
export interface Door {
  readonly address: string;
  readonly token: string;
}

const CALL_LIMIT_MS = 15_000;

export function orderCall(door: Door, items: readonly OrderedItem[], headers: object): Promise<Call> {
  return call(door, 'POST', '/api/orders/products', {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ orderItems: items }),
  });
}

export function cancelCall(door: Door, orderId: number | undefined): Promise<Call> {
  return call(door, 'PUT', `/api/orders/${orderId}`, { headers: {} });
}

async function call(
  { address, token }: Door,
  method: string,
  path: string,
  { headers, body }: { headers: object; body?: string },
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
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    const told = (await answer.json()) as { orderId?: number; status: string; code?: string };
    const { status } = answer;
    if (answer.ok && told.orderId !== undefined) {
      return ended({ outcome: 'ok', status, orderId: told.orderId, orderStatus: told.status });
    }
    const code = told.code ?? 'none';
    return ended({ outcome: status >= 500 || status === 429 ? 'unknown' : 'refused', status, code });
  } catch {
    return ended({ outcome: 'unknown', status: 0 });
  }
}
