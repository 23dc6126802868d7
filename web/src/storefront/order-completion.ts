import { signal } from '@preact/signals';
import { shop } from '../api/shop';
import type { CompletedOrder, Order } from '../api/views';

const MAX_ORDERS = 500;

interface KnownStatus {
  readonly orderId: number;
  readonly status: Order['status'];
  readonly failureReason: Order['failureReason'];
}

/** Statuses known from signals, because a signal may arrive before the answer that names its order. */
export const knownStatuses = signal<ReadonlyMap<number, KnownStatus>>(new Map());

shop.live.on('order-settled', (completed) => recordStatus(completed));
shop.live.on('order-reserved', ({ orderId }) =>
  recordStatus({ orderId, status: 'ORDER_PENDING', failureReason: null }),
);

/** Records an answer like a signal, so that all views of the order show it. */
export function recordStatus({ orderId, status, failureReason }: KnownStatus): void {
  const before = knownStatuses.peek().get(orderId);
  if (before !== undefined && RANK[before.status] > RANK[status]) return;
  const others = [...knownStatuses.peek()].filter(([known]) => known !== orderId).slice(-MAX_ORDERS);
  knownStatuses.value = new Map([...others, [orderId, { orderId, status, failureReason }]]);
}

const RANK: Readonly<Record<Order['status'], number>> = {
  ORDER_BEFORE: 0,
  ORDER_PENDING: 1,
  ORDER_SUCCESS: 2,
  ORDER_FAILURE: 3,
  ORDER_CANCELLED: 3,
};

const STAGES = {
  ORDER_BEFORE: 'CREATED',
  ORDER_PENDING: 'AWAITING_PAYMENT',
  ORDER_SUCCESS: 'PAYMENT_COMPLETED',
  ORDER_FAILURE: 'FAILED',
  ORDER_CANCELLED: 'CANCELLED',
} as const satisfies Readonly<Record<Order['status'], Order['stage']>>;

/** The order with the latest known status. An order never goes back to an earlier one, so older answers are ignored. */
export function withCompletion(order: Order): Order {
  const known = knownStatuses.value.get(order.orderId);
  if (known === undefined || RANK[known.status] < RANK[order.status]) return order;
  // The answer says more exactly how far the order has come.
  const stage = known.status === order.status ? order.stage : STAGES[known.status];
  return { ...order, status: known.status, failureReason: known.failureReason, stage };
}

/** Only a cancellation can follow. */
export function isCompleted(order: Order): order is Order & CompletedOrder {
  return order.status !== 'ORDER_BEFORE' && order.status !== 'ORDER_PENDING';
}

/** The stock is decided: what was ordered is sold, reserved until it is paid, or refused. */
export function isDecided({ status }: Order): boolean {
  return status !== 'ORDER_BEFORE';
}
