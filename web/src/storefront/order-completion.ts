import { signal } from '@preact/signals';
import { shop } from '../api/shop';
import type { CompletedOrder, Order } from '../api/views';

const MAX_ORDERS = 500;

/** Completions known from signals, because a signal may arrive before the answer that names its order. */
export const completedOrders = signal<ReadonlyMap<number, CompletedOrder>>(new Map());

shop.live.on('order-settled', (completed) => recordCompletion(completed));

/** Records an answer like a signal, so that all views of the order show it. */
export function recordCompletion({ orderId, status, failureReason }: CompletedOrder): void {
  const others = [...completedOrders.peek()].filter(([known]) => known !== orderId).slice(-MAX_ORDERS);
  completedOrders.value = new Map([...others, [orderId, { orderId, status, failureReason }]]);
}

const RANK: Readonly<Record<Order['status'], number>> = {
  ORDER_BEFORE: 0,
  ORDER_PENDING: 1,
  ORDER_SUCCESS: 2,
  ORDER_FAILURE: 3,
  ORDER_CANCELLED: 3,
};

/** The order with the latest known status. An order never goes back to an earlier one, so older answers are ignored. */
export function withCompletion(order: Order): Order {
  const completed = completedOrders.value.get(order.orderId);
  if (completed === undefined || RANK[completed.status] < RANK[order.status]) return order;
  return { ...order, status: completed.status, failureReason: completed.failureReason };
}

/** Only a cancellation can follow. */
export function isCompleted(order: Order): order is Order & CompletedOrder {
  return order.status !== 'ORDER_BEFORE' && order.status !== 'ORDER_PENDING';
}
