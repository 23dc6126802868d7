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

/** An order with the lines, the prices, the instant and the bill of the missed one. */
export function replacementOf({ orderId, userId, lines, orderedAt, payment }: MissedOrder, newId: number): MissedOrder {
  const replacing = unpaid(lines, payment.bill, orderId);
  return { ...place(newId, userId, lines, orderedAt), payment: replacing };
}
