import type { Statement, Transaction } from '#platform/database/transaction';
import type { CancelReason, OrderStatus } from '#order';
import type { OrderProgress } from '#order-client';
import type { SoldLine } from '../domain/sales';
import type { Benefits } from '../domain/order-benefits';
import { type Lock, type LockedOrder, lockOf } from './order-status-writer';

/** What was agreed about the payment of an order, and how far the payment has come. */
interface OrderTerms extends Benefits {
  readonly orderId: number;
  readonly userId: number;
  readonly status: OrderStatus;
  readonly cancelReason: CancelReason | null;
  /** null: it has not been shipped */
  readonly progress: OrderProgress | null;
  /** null: the order was placed without payments */
  readonly due: number | null;
  readonly currency: string | null;
  readonly receiptPaymentId: number | null;
  /** the late payment that has bought this order in place of an expired one */
  readonly prepaidBy: number | null;
  /** null, as the limit: nothing is reserved */
  readonly reservedUntil: Date | null;
  readonly reserveLimit: Date | null;
  readonly requested: number;
  readonly failed: number;
  /** the instant of the read, by the database's clock */
  readonly readAt: Date;
}

/** An order with its lines and its terms. */
interface OrderSale {
  readonly terms: OrderTerms;
  readonly lines: readonly SoldLine[];
}

export interface LockedSale {
  readonly order: LockedOrder;
  readonly sale: OrderSale;
}

type OrderedLine = SoldLine & { readonly orderId: number };

const TERMS = `
  SELECT orders.order_id AS orderId, orders.user_id AS userId, status, cancel_reason AS cancelReason,
    progress.progress AS progress, due, currency, COALESCE(points, 0) AS points,
    COALESCE(discount, 0) AS discount, user_coupon_id AS userCouponId, receipts.payment_id AS receiptPaymentId,
    replacements.payment_id AS prepaidBy, reserved_until AS reservedUntil, reserve_limit AS reserveLimit,
    COALESCE(requested, 0) AS requested, COALESCE(failed, 0) AS failed, NOW(3) AS readAt
  FROM orders
  LEFT JOIN order_progress AS progress ON progress.order_id = orders.order_id
  LEFT JOIN order_bills AS bills ON bills.order_id = orders.order_id
  LEFT JOIN order_receipts AS receipts ON receipts.order_id = orders.order_id
  LEFT JOIN order_replacements AS replacements ON replacements.order_id = orders.order_id
  LEFT JOIN order_reservations AS reservations ON reservations.order_id = orders.order_id
  WHERE orders.order_id IN (?)`;

const LINES = `
  SELECT order_id AS orderId, product_id AS productId, quantity, price FROM order_items
  WHERE order_id IN (?) ORDER BY order_id, line`;

/** What decides whether an order can be paid now. */
export type PayableTerms = Pick<
  OrderTerms,
  'orderId' | 'userId' | 'status' | 'due' | 'currency' | 'reservedUntil' | 'reserveLimit' | 'requested' | 'readAt'
>;

/** Every payment reads them, so they come from no more tables than they need. */
const PAYABLE_TERMS = `
  SELECT orders.order_id AS orderId, orders.user_id AS userId, status, due, currency, reserved_until AS reservedUntil,
    reserve_limit AS reserveLimit, COALESCE(requested, 0) AS requested, NOW(3) AS readAt
  FROM orders
  LEFT JOIN order_bills AS bills ON bills.order_id = orders.order_id
  LEFT JOIN order_reservations AS reservations ON reservations.order_id = orders.order_id
  WHERE orders.order_id IN (?)`;

/** The same as `termsOf`, for authorizing payments. */
export function payableTermsOf(orderIds: readonly number[]): Required<Statement> {
  return { sql: PAYABLE_TERMS, parameters: [orderIds] };
}

/** The terms of these orders; they are exact only as long as the rows of the orders are locked. */
function termsOf(orderIds: readonly number[]): Required<Statement> {
  return { sql: TERMS, parameters: [orderIds] };
}

/** Locks these orders in ascending order of id, and only then reads them, all in one round trip. */
export async function lockSales(tx: Transaction, orderIds: readonly number[], lock?: Lock): Promise<LockedSale[]> {
  const [orders, terms, lines] = (await tx.pipeline(lockOf(orderIds, lock), termsOf(orderIds), {
    sql: LINES,
    parameters: [orderIds],
  })) as [LockedOrder[], OrderTerms[], OrderedLine[]];
  const sales = new Map(terms.map((one) => [one.orderId, { terms: one, lines: [] as SoldLine[] }]));
  for (const { orderId, ...line } of lines) sales.get(orderId)?.lines.push(line);
  return orders.flatMap((order) => {
    const sale = sales.get(order.orderId);
    return sale === undefined ? [] : [{ order, sale }];
  });
}
