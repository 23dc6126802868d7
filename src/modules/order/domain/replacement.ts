import { type Order, place } from './order';
import { type OrderPayment, unpaid } from './order-payment';

/** An order that its payment came too late for. */
export interface MissedOrder extends Order {
  readonly payment: OrderPayment;
}

/** Whether a late payment may buy another order in its place; nothing changes that. */
export function isMissed(order: Order): order is MissedOrder {
  const isLate = order.cancelReason === 'PAYMENT_EXPIRED' || order.cancelReason === 'PAYMENT_FAILED';
  return isLate && order.payment !== null && order.payment.bill.due > 0;
}

/**
 * An order with the lines, the prices, the instant, the bill and the address of the missed one. The address is still
 * sealed for that one.
 */
export function replacementOf(missed: MissedOrder, newId: number): MissedOrder {
  const { orderId, userId, lines, orderedAt, payment, addressSealed } = missed;
  const replacing = unpaid(lines, payment.bill, orderId);
  return { ...place({ orderId: newId, userId, lines, orderedAt }), payment: replacing, addressSealed };
}
