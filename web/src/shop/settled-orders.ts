import { signal } from '@preact/signals';
import { shop } from '../ground/shop';
import type { Order, Settled } from './answers';

const MOST_KEPT = 500;

/** What was heard of own orders: the signal may overtake the answer that names its order. */
export const settledOrders = signal<ReadonlyMap<number, Settled>>(new Map());

shop.live.on('order-settled', (settled) => note(settled));

/** What the shop has answered counts like a signal: all places that show the order show it so. */
export function note({ orderId, status, failureReason }: Settled): void {
  const kept = [...settledOrders.peek()].filter(([known]) => known !== orderId).slice(-MOST_KEPT);
  settledOrders.value = new Map([...kept, [orderId, { orderId, status, failureReason }]]);
}

const RANK: Readonly<Record<Order['status'], number>> = {
  ORDER_BEFORE: 0,
  ORDER_PENDING: 1,
  ORDER_SUCCESS: 2,
  ORDER_FAILURE: 3,
  ORDER_CANCELLED: 3,
};

/** The order as the last word about it says: an order never goes back, so an older answer takes nothing away. */
export function asSettled(order: Order): Order {
  const heard = settledOrders.value.get(order.orderId);
  if (heard === undefined || RANK[heard.status] < RANK[order.status]) return order;
  return { ...order, status: heard.status, failureReason: heard.failureReason };
}

/** Nothing is to come any more, but a cancel. */
export function isSettled(order: Order): order is Order & Settled {
  return order.status !== 'ORDER_BEFORE' && order.status !== 'ORDER_PENDING';
}
