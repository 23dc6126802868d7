import type { SqlQuery } from '../../support/root-queries';
import type { ProviderPayment } from './card-provider';

interface StoredPayment {
  readonly name: string;
  readonly state: string;
  readonly captured: number;
  /** what an order in ORDER_SUCCESS has accepted it for, without the goods that have come back */
  readonly kept: number;
}

interface StoredRefund {
  readonly name: string;
  readonly mark: string | null;
  readonly amount: number;
  readonly state: 'DUE' | 'DONE' | 'STUCK';
  readonly cause: string;
  readonly settledAs: 'HAND' | 'POINTS' | null;
}

/** What goes by several names: a payment there and here. */
interface Pair {
  readonly there: ProviderPayment;
  readonly here: StoredPayment | undefined;
  readonly refunds: readonly StoredRefund[];
}

/**
 * Compares the provider's books with ours, to the won. Every capture there is kept by exactly one order in ORDER_SUCCESS or
 * was paid back there, as are the goods that have come back of it, and nothing was paid back there that we do not know of.
 * @returns a sentence for each payment that does not agree, and for the sums
 */
export async function untrueProviderBooks(payments: readonly ProviderPayment[], query: SqlQuery): Promise<string[]> {
  const stored = await query<StoredPayment>(
    `SELECT provider_order_id AS name, payments.state, captured,
       (SELECT COALESCE(SUM(order_receipts.amount - (
          SELECT COALESCE(SUM(money), 0) FROM shipment_returns AS returns
          JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id
          WHERE returns.order_id = order_receipts.order_id AND returns.state = 'RETURNED')), 0) FROM order_receipts
        JOIN orders ON orders.order_id = order_receipts.order_id AND orders.status = 'ORDER_SUCCESS'
        WHERE order_receipts.payment_id = payments.payment_id) AS kept
     FROM payments WHERE provider = 'toss'`,
  );
  const refunds = await query<StoredRefund>(
    `SELECT provider_order_id AS name, mark, refunds.amount, refunds.state, cause, settled_as AS settledAs
     FROM refunds JOIN payments ON payments.payment_id = refunds.payment_id WHERE provider = 'toss'`,
  );
  const here = new Map(stored.map((payment) => [payment.name, { ...payment, kept: Number(payment.kept) }]));
  const pairs = payments.map((there): Pair => ({
    there,
    here: here.get(there.orderId),
    refunds: refunds.filter(({ name }) => name === there.orderId),
  }));
  const known = new Set(payments.filter(({ captures }) => captures.length > 0).map(({ orderId }) => orderId));
  const invented = stored
    .filter(({ name, state }) => state === 'CAPTURED' && !known.has(name))
    .map(({ name, captured }) => `payment ${name}: ${captured} captured, and nothing at the provider`);
  return [...pairs.flatMap(disagreements), ...invented, ...wrongSums(pairs)];
}

function disagreements({ there, here, refunds }: Pair): string[] {
  const { orderId: name, captures, bounces } = there;
  const [captured, kept] = [sum(captures), keptThere(there)];
  if (captured === 0) return [];
  if (here === undefined) return [`payment ${name}: ${captured} captured at the provider, and unknown here`];
  const complaints: string[] = [];
  const say = (what: string) => complaints.push(`payment ${name}: ${what}`);
  if (captures.length > 1 + bounces.length) say(`captured ${captures.length} times at the provider`);
  const owed = owedOf(refunds);
  if (kept !== here.kept + owed) {
    say(`the provider keeps ${kept} of ${captured}, and ${here.kept} is for goods, ${owed} is owed (${here.state})`);
  }
  for (const refund of refunds) complaints.push(...wrongRefund(there, refund));
  const ours = new Set(refunds.map(({ mark }) => mark));
  for (const { reason } of there.cancels) {
    const mark = markOf(reason);
    if (mark !== undefined && !ours.has(mark)) say(`paid back there as ${mark}, and no refund here is called so`);
  }
  return complaints;
}

/** A refund that is done has exactly one cancel there, over its amount. */
function wrongRefund({ orderId, cancels }: ProviderPayment, refund: StoredRefund): string[] {
  const { mark, amount, state, cause, settledAs } = refund;
  if (cause === 'EXTERNAL' || settledAs !== null) return [];
  const made = cancels.filter(({ reason }) => markOf(reason) === mark);
  const isTrue = state === 'DONE' ? made.length === 1 && made[0]?.amount === amount : made.length === 0;
  const amounts = made.map((cancel) => cancel.amount).join(' and ') || 'nothing';
  return isTrue ? [] : [`payment ${orderId}: the refund ${mark} over ${amount} is ${state}, there ${amounts}`];
}

/** What the provider has taken is what completed orders have kept, what went back, and what is still owed. */
function wrongSums(pairs: readonly Pair[]): string[] {
  const all = pairs.filter(({ there }) => there.captures.length > 0);
  const captured = total(all, ({ there }) => sum(there.captures));
  const receipts = total(all, ({ here }) => here?.kept ?? 0);
  const back = total(all, ({ there }) => sum(there.captures) - keptThere(there));
  const owed = total(all, ({ refunds }) => owedOf(refunds));
  if (captured === receipts + back + owed) return [];
  return [`the provider captured ${captured}: receipts ${receipts}, paid back ${back}, still owed ${owed}`];
}

/** Not paid back at the provider, though it will be, or was paid back in another way. */
function owedOf(refunds: readonly StoredRefund[]): number {
  return sum(refunds.filter(({ state, settledAs }) => state !== 'DONE' || settledAs !== null));
}

function keptThere({ captures, bounces, cancels }: ProviderPayment): number {
  return sum(captures) - sum(bounces) - sum(cancels.filter(({ movedMoney }) => movedMoney));
}

/** Each refund of ours is marked in the reason of its cancel. */
function markOf(reason: string): string | undefined {
  return /HD-R\d+-[\w-]{10}/.exec(reason)?.[0];
}

const sum = (movements: readonly { readonly amount: number }[]): number =>
  movements.reduce((all, { amount }) => all + Number(amount), 0);

const total = (pairs: readonly Pair[], amountOf: (pair: Pair) => number): number =>
  pairs.reduce((all, pair) => all + amountOf(pair), 0);
