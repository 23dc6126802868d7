import type { SqlQuery } from '../../support/root-queries';
import { type PurchaseAttempt, isConfirmed, orderOf } from './call-log';

interface StoredOrder {
  order_id: number;
  user_id: number;
  status: string;
  cancel_reason: string | null;
  /** 1: a late payment has bought it, not a request */
  is_replacement: number;
  /** 1: its goods have left, so it can no longer be cancelled */
  has_left: number;
  items: string;
}

interface StoredKey {
  user_id: number;
  idem_key: string;
  resource_id: number;
}

/** An unanswered call may still be in progress on the server for this long after its caller has given up. */
const STILL_IN_PROGRESS_MS = 15_000;

/**
 * Compares every answer with the rows that the database has in the end.
 * @returns a sentence for each answer that was not true, and for each order that no buyer asked for
 */
export async function untrueAnswers(attempts: readonly PurchaseAttempt[], query: SqlQuery): Promise<string[]> {
  const orders = await query<StoredOrder>(
    `SELECT orders.order_id, user_id, status, cancel_reason, replaces_order_id IS NOT NULL AS is_replacement,
            version IS NOT NULL AS has_left,
            GROUP_CONCAT(CONCAT(product_id, 'x', quantity) ORDER BY product_id) AS items
     FROM orders JOIN order_items ON order_items.order_id = orders.order_id
     LEFT JOIN order_replacements ON order_replacements.order_id = orders.order_id
     LEFT JOIN order_progress ON order_progress.order_id = orders.order_id
     GROUP BY orders.order_id, user_id, status, cancel_reason, replaces_order_id, version`,
  );
  const keys = await query<StoredKey>('SELECT user_id, idem_key, resource_id FROM idempotency_keys');
  const stored = new Map(orders.map((order) => [order.order_id, order]));
  const keyed = new Map(keys.map((row) => [`${row.user_id} ${row.idem_key}`, row.resource_id]));
  const complaints: string[] = [];
  const explained = new Set<number>();
  const unkeyedInDoubt = new Map<number, number>();
  for (const attempt of attempts) {
    const ofKey = attempt.key === undefined ? undefined : keyed.get(`${attempt.userId} ${attempt.key}`);
    complaints.push(...complaintsAbout(attempt, stored, ofKey));
    for (const id of [ofKey, orderOf(attempt)]) if (id !== undefined) explained.add(id);
    const doubts = attempt.key === undefined ? attempt.calls.filter(({ outcome }) => outcome === 'unknown') : [];
    const { userId } = attempt;
    unkeyedInDoubt.set(userId, (unkeyedInDoubt.get(userId) ?? 0) + doubts.length);
  }
  for (const { order_id, user_id, is_replacement } of orders) {
    if (explained.has(order_id) || is_replacement === 1) continue;
    const doubts = unkeyedInDoubt.get(user_id) ?? 0;
    if (doubts === 0) complaints.push(`order ${order_id}: no buyer asked for it`);
    else unkeyedInDoubt.set(user_id, doubts - 1);
  }
  return complaints;
}

function complaintsAbout(
  attempt: PurchaseAttempt,
  stored: ReadonlyMap<number, StoredOrder>,
  ofKey: number | undefined,
): string[] {
  const { calls, cancels, userId, items } = attempt;
  const complaints: string[] = [];
  const answered = new Set(calls.flatMap(({ orderId }) => orderId ?? []));
  if (answered.size > 1) complaints.push(`one key, several orders: ${[...answered].join(', ')}`);
  for (const orderId of answered) {
    const order = stored.get(orderId);
    const wanted = items.map(({ productId, quantity }) => ({ productId, text: `${productId}x${quantity}` }));
    wanted.sort((one, other) => one.productId - other.productId);
    if (order === undefined) complaints.push(`order ${orderId}: confirmed, and lost`);
    else if (order.user_id !== userId) complaints.push(`order ${orderId}: it belongs to another user`);
    else if (order.items !== wanted.map(({ text }) => text).join()) complaints.push(`order ${orderId}: other items`);
    else complaints.push(...untrueStatuses(attempt, order));
    if (ofKey !== undefined && ofKey !== orderId) complaints.push(`order ${orderId}: the key belongs to ${ofKey}`);
  }
  const last = calls.at(-1);
  if (last?.outcome === 'refused' && last.code !== 'IDEMPOTENCY_IN_PROGRESS' && ofKey !== undefined) {
    const doubts = calls.filter(({ outcome }) => outcome === 'unknown');
    const quiet = doubts.every(({ startedAt }) => last.startedAt - startedAt > STILL_IN_PROGRESS_MS);
    if (isConfirmed(attempt) || quiet) {
      complaints.push(`order ${ofKey}: its buyer was answered ${last.code}, and it exists`);
    }
  }
  const orders = [...answered].flatMap((orderId) => stored.get(orderId) ?? []);
  if (cancels.some(({ outcome, code }) => outcome === 'refused' && !orders.some((one) => isOver(one, code)))) {
    complaints.push(`order ${[...answered].join()}: its cancel was refused (${cancels.at(-1)?.code})`);
  }
  return complaints;
}

/** Whether a cancel may be refused with this code: there was nothing to be cancelled, or the goods had left. */
function isOver({ status, has_left: hasLeft }: StoredOrder, code: string | undefined): boolean {
  return status === 'ORDER_FAILURE' || (hasLeft === 1 && code === 'ORDER_NOT_CANCELLABLE');
}

const FINAL = ['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED'];

function untrueStatuses(
  { calls, cancels }: PurchaseAttempt,
  { order_id, status, cancel_reason }: StoredOrder,
): string[] {
  const complaints: string[] = [];
  const isCancelled = cancels.length > 0 && status === 'ORDER_CANCELLED';
  for (const call of calls) {
    if (call.orderStatus === undefined || !FINAL.includes(call.orderStatus)) continue;
    if (call.orderStatus !== status && !isCancelled) {
      complaints.push(`order ${order_id}: answered ${call.orderStatus}, and it is ${status}`);
    }
    if (call.status === 201 && ![...FINAL, 'ORDER_PENDING'].includes(status))
      complaints.push(`order ${order_id}: answered 201, and still ${status}`);
  }
  if (cancels.some(({ outcome }) => outcome === 'ok') && status !== 'ORDER_CANCELLED') {
    complaints.push(`order ${order_id}: its cancel was confirmed, and it is ${status}`);
  }
  const isByBuyer = cancel_reason === null || cancel_reason === 'BY_BUYER';
  if (cancels.length === 0 && status === 'ORDER_CANCELLED' && isByBuyer)
    complaints.push(`order ${order_id}: cancelled by no buyer`);
  return complaints;
}

/**
 * No unit is sold twice. No buyer is refused while units are left: this is checked for products of which only single
 * units were ordered and none was returned, because only there it is exact.
 */
export async function wrongSums(
  attempts: readonly PurchaseAttempt[],
  stocked: ReadonlyMap<number, number>,
  query: SqlQuery,
): Promise<{ complaints: string[]; oversold: number; undersold: number }> {
  const complaints: string[] = [];
  const totals = { oversold: 0, undersold: 0 };
  for (const [productId, units] of stocked) {
    const { held, left, failed, returned } = await sumsOf(productId, query);
    if (held > units) {
      totals.oversold += held - units;
      complaints.push(`product ${productId}: oversold, ${held} of ${units}`);
    }
    if (held + left !== units) complaints.push(`product ${productId}: ${held} sold and ${left} left of ${units}`);
    const about = attempts.filter(({ items }) => items.some((item) => item.productId === productId));
    const isSingle = about.every(
      ({ items, cancels }) => items.length === 1 && items[0]?.quantity === 1 && cancels.length === 0,
    );
    const isSimple = isSingle && returned === 0;
    const refused = failed + about.filter(({ calls }) => calls.at(-1)?.code === 'INSUFFICIENT_STOCK').length;
    if (isSimple && left > 0 && refused > 0) {
      totals.undersold += Math.min(left, refused);
      complaints.push(`product ${productId}: undersold, ${left} units are left and ${refused} buyers were refused`);
    }
  }
  return { complaints, ...totals };
}

async function sumsOf(
  productId: number,
  query: SqlQuery,
): Promise<Record<'held' | 'left' | 'failed' | 'returned', number>> {
  const unitsWith = (condition: string): string =>
    `(SELECT COALESCE(SUM(order_items.quantity), 0) FROM orders
       JOIN order_items ON order_items.order_id = orders.order_id AND order_items.product_id = stocks.product_id
       WHERE ${condition})`;
  // What has come back with returns is for sale again, and its orders stay successful.
  const cameBack = `(SELECT COALESCE(SUM(parts.quantity), 0) FROM shipment_return_lines AS parts
       JOIN shipment_returns AS returns ON returns.return_id = parts.return_id AND returns.state = 'RETURNED'
       WHERE parts.product_id = stocks.product_id)`;
  const [row] = await query<Record<'held' | 'left_over' | 'failed' | 'returned', string | number>>(
    `SELECT quantity AS left_over, ${unitsWith("status IN ('ORDER_SUCCESS', 'ORDER_PENDING')")} - ${cameBack} AS held,
            ${unitsWith("failure_reason = 'INSUFFICIENT_STOCK'")} AS failed,
            ${unitsWith("status = 'ORDER_CANCELLED'")} + ${cameBack} AS returned
     FROM stocks WHERE product_id = ?`,
    [productId],
  );
  const { held = 0, left_over: left = 0, failed = 0, returned = 0 } = row ?? {};
  return { held: Number(held), left: Number(left), failed: Number(failed), returned: Number(returned) };
}
