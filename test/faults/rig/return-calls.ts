import type { Call, OrderedItem } from './call-log';
import type { CallTarget } from './calls';
import type { SqlQuery } from '../../support/root-queries';

/** A call about a return, and what its caller knows of it. */
export interface ReturnCall extends Pick<Call, 'outcome' | 'status' | 'code'> {
  readonly returnId?: number;
  readonly state?: string;
  /** the units that it says come back */
  readonly units?: string;
}

/** What a client wants to come back, or an administrator to become of it, and every call made for it. */
export interface ReturnAttempt {
  readonly orderId: number;
  readonly calls: ReturnCall[];
}

const CALL_LIMIT_MS = 15_000;

/** Requests a return; without items, of all that is left. */
export function requestReturnCall(
  target: CallTarget,
  orderId: number,
  items: readonly OrderedItem[] | undefined,
  key: string | undefined,
): Promise<ReturnCall> {
  const more = { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
  return call(target, 'PUT', `/api/orders/${orderId}/return`, { headers: more, body: JSON.stringify({ items }) });
}

export function endReturnCall(target: CallTarget, returnId: number, as: 'COMPLETED' | 'REJECTED'): Promise<ReturnCall> {
  return call(target, 'PATCH', `/api/returns/${returnId}/status?status=${as}`, { headers: {} });
}

interface Answer {
  readonly code?: string;
  readonly returnId?: number;
  readonly status?: string;
  readonly items?: readonly OrderedItem[];
}

async function call(
  { address, token }: CallTarget,
  method: string,
  path: string,
  { headers, body }: { headers: object; body?: string },
): Promise<ReturnCall> {
  try {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    const { status } = answer;
    const { code, returnId, status: state, items = [] } = (await answer.json()) as Answer;
    if (answer.ok && returnId !== undefined) {
      return { outcome: 'ok', status, returnId, state: String(state), units: unitsText(items) };
    }
    return { outcome: status >= 500 || status === 429 ? 'unknown' : 'refused', status, code: code ?? 'none' };
  } catch {
    return { outcome: 'unknown', status: 0 };
  }
}

interface StoredReturn {
  readonly return_id: number;
  readonly order_id: number;
  readonly state: string;
  readonly units: string;
  readonly money: number | string;
  readonly points: number | string;
  /** what was paid back for it, by all refunds that name it */
  readonly refunded: number | string;
  readonly points_back: number | string;
  readonly restocked: number | string;
}

/**
 * Compares what was answered about returns with the rows that the database has in the end, and each completed return with
 * what came of it: its units are in stock again, once, and its money and points are back, to the won.
 */
export async function untrueReturns(
  attempts: readonly ReturnAttempt[],
  query: SqlQuery,
): Promise<{ readonly broken: string[]; readonly figures: Record<string, number> }> {
  const stored = new Map((await readReturns(query)).map((one) => [one.return_id, one]));
  const broken = attempts.flatMap((attempt) => untrueAnswers(attempt, stored));
  for (const one of stored.values()) broken.push(...wrongEnd(one));
  broken.push(...(await wrongOrders(query)));
  const whole = await query(`SELECT order_id FROM order_progress WHERE progress = 'RETURNED'`);
  const count = (state: string): number => [...stored.values()].filter((one) => one.state === state).length;
  const refused = attempts.filter(({ calls }) => calls.some(({ code }) => code === 'RETURN_OPEN')).length;
  const counts = { returned: count('RETURNED'), rejected: count('REJECTED'), 'returned as a whole': whole.length };
  return { broken, figures: { ...counts, 'requested beside another': refused } };
}

function untrueAnswers({ orderId, calls }: ReturnAttempt, stored: ReadonlyMap<number, StoredReturn>): string[] {
  const answered = calls.filter(({ outcome }) => outcome === 'ok');
  const ids = new Set(answered.map(({ returnId }) => returnId));
  const several = ids.size > 1 ? [`order ${orderId}: one request, several returns: ${[...ids].join(', ')}`] : [];
  return [
    ...several,
    ...answered.flatMap(({ returnId = 0, state, units }) => {
      const one = stored.get(returnId);
      if (one === undefined) return [`return ${returnId} of order ${orderId}: answered ${state}, and lost`];
      if (one.order_id !== orderId) return [`return ${returnId}: it is of another order than ${orderId}`];
      if (one.units !== units) return [`return ${returnId}: answered ${units}, and it has ${one.units}`];
      const isTrue = state === 'RETURN_REQUESTED' || state === one.state;
      return isTrue ? [] : [`return ${returnId}: answered ${state}, and it is ${one.state}`];
    }),
  ];
}

/** Only a completed return gives anything back. */
function wrongEnd(one: StoredReturn): string[] {
  const isReturned = one.state === 'RETURNED';
  const is = [one.restocked, one.refunded, one.points_back].map(Number);
  const wanted = isReturned ? [unitsIn(one.units), Number(one.money), Number(one.points)] : [0, 0, 0];
  const isExact = is.every((amount, index) => amount === wanted[index]) && one.state !== 'RETURN_REQUESTED';
  if (isExact) return [];
  const [name, has, wants] = [`return ${one.return_id}`, is.join(', '), wanted.join(', ')];
  return [`${name}: it is ${one.state}, units, money and points are back: ${has} instead of ${wants}`];
}

function readReturns(query: SqlQuery): Promise<StoredReturn[]> {
  return query<StoredReturn>(
    `SELECT returns.return_id, order_id, state, GROUP_CONCAT(CONCAT(product_id, 'x', quantity) ORDER BY product_id) AS units,
       SUM(money) AS money, SUM(points) AS points,
       (SELECT COALESCE(SUM(amount), 0) FROM refunds
        WHERE cause = 'RETURN' AND cause_id = returns.return_id AND refunds.state = 'DONE') AS refunded,
       (SELECT COALESCE(SUM(balance_delta), 0) FROM wallet_entries
        WHERE reference = 'RETURN' AND reference_id = returns.return_id) AS points_back,
       (SELECT COALESCE(SUM(delta), 0) FROM stock_movements WHERE return_id = returns.return_id) AS restocked
     FROM shipment_returns AS returns
     JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id GROUP BY returns.return_id, order_id, state`,
  );
}

/** No more comes back than was bought; for an order of which all has come back, exactly what was paid for it. */
async function wrongOrders(query: SqlQuery): Promise<string[]> {
  const rows = await query<{ order_id: number } & Record<'units' | 'money' | 'points', number | string> & Bought>(
    `SELECT returns.order_id, SUM(quantity) AS units, SUM(money) AS money, SUM(parts.points) AS points, MIN(total_count) AS bought,
       COALESCE(MIN(order_receipts.amount), 0) AS paid, MIN(order_bills.points) AS paid_points
     FROM shipment_returns AS returns JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id
     JOIN orders ON orders.order_id = returns.order_id JOIN order_bills ON order_bills.order_id = returns.order_id
     LEFT JOIN order_receipts ON order_receipts.order_id = returns.order_id
     WHERE returns.state = 'RETURNED' GROUP BY returns.order_id`,
  );
  return rows.flatMap(({ order_id: orderId, units, money, points, bought, paid, paid_points: paidPoints }) => {
    const isAll = Number(units) === Number(bought);
    const isExact = Number(money) === Number(paid) && Number(points) === Number(paidPoints);
    if (Number(units) <= Number(bought) && (!isAll || isExact)) return [];
    const back = `${units} units for ${money} and ${points} points have come back`;
    return [`order ${orderId}: ${back}, of ${bought} for ${paid} and ${paidPoints} points`];
  });
}

type Bought = Record<'bought' | 'paid' | 'paid_points', number | string>;

function unitsText(items: readonly OrderedItem[]): string {
  const sorted = items.toSorted((one, other) => one.productId - other.productId);
  return sorted.map(({ productId, quantity }) => `${productId}x${quantity}`).join();
}

function unitsIn(units: string): number {
  return units.split(',').reduce((sum, line) => sum + Number(line.split('x')[1]), 0);
}
