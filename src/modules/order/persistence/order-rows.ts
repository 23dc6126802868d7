import type { CancelReason, FailureReason, OrderStatus } from '#order';
import type { OrderProgress } from '#order-client';
import type { Order, OrderLine } from '../domain/order';
import type { OrderPayment, Receipt } from '../domain/order-payment';
import type { Share } from '../domain/shares';

/** An order without its lines and their shares. */
export interface OrderRow {
  orderId: number;
  userId: number;
  status: OrderStatus;
  failureReason: FailureReason | null;
  cancelReason: CancelReason | null;
  orderedAt: Date;
  /** null: it has not been shipped */
  progress: OrderProgress | null;
  /** null, like all that follows, in orders that were placed without payments */
  total: number | null;
  discount: number;
  points: number;
  due: number;
  currency: string;
  userCouponId: number | null;
  /** null, like the next two, of an order that is not in ORDER_PENDING */
  reservedUntil: Date | null;
  requested: number;
  failed: number;
  /** null, like the next two, of an order that has accepted no payment */
  receiptPaymentId: number | null;
  receiptAmount: number | null;
  paidAt: Date | null;
  replacesOrderId: number | null;
  replacedByOrderId: number | null;
  /** only where it is read */
  addressSealed?: Buffer | null;
}

export const ORDER_COLUMNS = `
  orders.order_id AS orderId, orders.user_id AS userId, status, failure_reason AS failureReason,
  cancel_reason AS cancelReason, ordered_at AS orderedAt, progress.progress AS progress, total, discount, points, due,
  currency, user_coupon_id AS userCouponId, reserved_until AS reservedUntil, requested, failed,
  receipt.payment_id AS receiptPaymentId, receipt.amount AS receiptAmount, paid_at AS paidAt,
  replacement.replaces_order_id AS replacesOrderId, successor.order_id AS replacedByOrderId`;

/**
 * Everything that can change about an order is read by one statement, so that its status, its payment and its
 * progress agree. The tables of the payment are joined by the id in the bill: of an order without a bill that is NULL,
 * and no server looks up NULL.
 */
export const ORDER_JOINS = `
  LEFT JOIN order_progress AS progress ON progress.order_id = orders.order_id
  LEFT JOIN order_bills AS bill ON bill.order_id = orders.order_id
  LEFT JOIN order_reservations AS reservation ON reservation.order_id = bill.order_id
  LEFT JOIN order_receipts AS receipt ON receipt.order_id = bill.order_id
  LEFT JOIN order_replacements AS replacement ON replacement.order_id = bill.order_id
  LEFT JOIN order_replacements AS successor ON successor.replaces_order_id = bill.order_id`;

/** The orders of users, walked by time. Without the hint MySQL at times walks the primary key, through all orders. */
export const ORDERS_BY_TIME = `orders FORCE INDEX (ix_orders_user_ordered) ${ORDER_JOINS}`;

/** What never changes about an order. */
export interface OrderLines {
  readonly lines: readonly OrderLine[];
  readonly shares: readonly Share[];
}

export const NO_LINES: OrderLines = { lines: [], shares: [] };

export function toOrder(row: OrderRow, { lines, shares }: OrderLines): Order {
  const { orderId, userId, status, failureReason, cancelReason, orderedAt, progress } = row;
  const payment = toPayment(row, shares);
  const addressSealed = row.addressSealed ?? null;
  return { orderId, userId, lines, status, failureReason, cancelReason, orderedAt, payment, progress, addressSealed };
}

function toPayment(row: OrderRow, shares: readonly Share[]): OrderPayment | null {
  const { total, discount, points, due, currency, userCouponId, reservedUntil, requested, failed } = row;
  if (total === null) return null;
  const { replacesOrderId, replacedByOrderId } = row;
  const reservation = reservedUntil && { reservedUntil, requested: requested === 1, failed };
  const bill = { total, discount, points, due, userCouponId, currency };
  return { bill, shares, reservation, receipt: toReceipt(row), replacesOrderId, replacedByOrderId };
}

function toReceipt({ receiptPaymentId: paymentId, receiptAmount: amount, paidAt }: OrderRow): Receipt | null {
  return paymentId === null || amount === null || paidAt === null ? null : { paymentId, amount, paidAt };
}
