import { orderOf } from './call-log';
import type { PaymentLog } from './payment-calls';
import type { SqlQuery } from '../../support/root-queries';

interface StoredPayment {
  readonly payment_id: number;
  readonly order_id: number;
  readonly state: string;
  readonly captured: number;
  /** done, or owed because no one has said to which account a deposit goes back */
  readonly refunded: number;
  /** 1: an order in ORDER_SUCCESS has its receipt */
  readonly kept: number;
  /** the money of what has come back with returns of that order */
  readonly returned: number;
}

/** What the goods were paid with that have come back of an order of this table. */
const returnedOf = (orders: 'orders' | 'order_receipts', what: 'money' | 'points'): string => `(
  SELECT COALESCE(SUM(parts.${what}), 0) FROM shipment_returns AS returns
  JOIN shipment_return_lines AS parts ON parts.return_id = returns.return_id
  WHERE returns.order_id = ${orders}.order_id AND returns.state = 'RETURNED')`;

/**
 * Compares what users were told of payments, and what they have charged, with the rows that the database has in the end.
 * Every point that was charged is still there, or was paid for an order that is completed: nothing is lost, and nothing is
 * taken twice.
 * @returns a sentence for each promise that was not kept
 */
export async function untruePayments(logs: readonly PaymentLog[], query: SqlQuery): Promise<string[]> {
  const stored = new Map((await readPayments(query)).map((payment) => [payment.payment_id, payment]));
  const complaints = logs.flatMap(({ payments }) =>
    payments.flatMap(({ attempt, calls }) => {
      const orderId = orderOf(attempt);
      return calls.flatMap(({ paymentId, paymentStatus }) => {
        const payment = paymentId === undefined ? undefined : stored.get(paymentId);
        if (paymentId === undefined) return [];
        if (payment === undefined) return [`payment ${paymentId} of order ${orderId}: confirmed, and lost`];
        if (payment.order_id !== orderId) return [`payment ${paymentId}: it is of another order than ${orderId}`];
        const isSame = payment.state === paymentStatus || payment.state === 'REVERSED';
        const isUntrue = ['CAPTURED', 'FAILED'].includes(paymentStatus ?? '') && !isSame;
        return isUntrue ? [`payment ${paymentId}: answered ${paymentStatus}, and it is ${payment.state}`] : [];
      });
    }),
  );
  for (const { payment_id, state, captured, refunded, kept, returned } of stored.values()) {
    if (captured > 0 && state !== 'REVERSED' && refunded !== (kept === 1 ? returned : captured)) {
      const goods = kept === 1 ? `kept, goods for ${returned} returned` : 'not kept';
      complaints.push(`payment ${payment_id}: ${goods}, and ${refunded} of ${captured} paid back`);
    }
  }
  const charged = new Map(logs.flatMap((log) => [...log.charged]));
  return [...complaints, ...(await wrongWallets(charged, query))];
}

async function readPayments(query: SqlQuery): Promise<StoredPayment[]> {
  const rows = await query<StoredPayment>(
    `SELECT payments.payment_id, payments.order_id, payments.state, captured,
       COALESCE(SUM(IF(refunds.state = 'DONE' OR refunds.state = 'STUCK' AND method = 'VIRTUAL_ACCOUNT', refunds.amount, 0)), 0)
         AS refunded,
       EXISTS (SELECT 1 FROM order_receipts JOIN orders ON orders.order_id = order_receipts.order_id
               WHERE order_receipts.payment_id = payments.payment_id AND orders.status = 'ORDER_SUCCESS') AS kept,
       (SELECT COALESCE(SUM(${returnedOf('order_receipts', 'money')}), 0) FROM order_receipts
        WHERE order_receipts.payment_id = payments.payment_id) AS returned
     FROM payments LEFT JOIN refunds ON refunds.payment_id = payments.payment_id
     GROUP BY payments.payment_id, payments.order_id, payments.state, captured`,
  );
  return rows.map((row) => ({ ...row, refunded: Number(row.refunded), returned: Number(row.returned) }));
}

/** A user has what was charged, less what completed orders have cost in points, but for what has come back of them. */
async function wrongWallets(charged: ReadonlyMap<number, number>, query: SqlQuery): Promise<string[]> {
  const rows = await query<Record<'user_id' | 'balance' | 'reserved' | 'waiting' | 'spent', number | string>>(
    `SELECT wallets.user_id, balance, reserved,
       (SELECT COALESCE(SUM(points), 0) FROM order_bills JOIN orders ON orders.order_id = order_bills.order_id
        WHERE orders.user_id = wallets.user_id AND status IN ('ORDER_BEFORE', 'ORDER_PENDING')) AS waiting,
       (SELECT COALESCE(SUM(points + IF(provider = 'points', amount_paid, 0)), 0) FROM (
          SELECT orders.user_id, points - ${returnedOf('orders', 'points')} AS points, provider,
            COALESCE(order_receipts.amount - ${returnedOf('orders', 'money')}, 0) AS amount_paid
          FROM orders JOIN order_bills ON order_bills.order_id = orders.order_id
          LEFT JOIN order_receipts ON order_receipts.order_id = orders.order_id
          LEFT JOIN payments ON payments.payment_id = order_receipts.payment_id
          WHERE status = 'ORDER_SUCCESS') AS paid WHERE paid.user_id = wallets.user_id) AS spent
     FROM wallets`,
  );
  const wallets = new Map(rows.map((row) => [Number(row.user_id), row]));
  return [...charged].flatMap(([userId, amount]) => {
    const { balance = 0, reserved = 0, waiting = 0, spent = 0 } = wallets.get(userId) ?? {};
    const is = `has ${balance} with ${reserved} reserved, and completed orders for ${spent}`;
    const isExact = Number(balance) === amount - Number(spent) && Number(reserved) === Number(waiting);
    return isExact ? [] : [`user ${userId}: charged ${amount}, ${is}`];
  });
}
