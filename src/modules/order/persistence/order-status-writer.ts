import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import type { Statement, Transaction } from '#platform/database/transaction';
import { OrderSettled, type OrderStatus } from '#order';
import type { OrderOutcome } from '../domain/order';
import { OrderMetrics } from '../order-metrics';
import { OrderOutcomeChannel } from './order-outcome-channel';

export interface LockedOrder {
  readonly orderId: number;
  readonly userId: number;
  readonly status: OrderStatus;
  readonly orderedAt: Date;
  /** the day in whose sales it is counted */
  readonly soldOn: string | null;
}

export interface ChangedOrder extends OrderOutcome {
  readonly orderId: number;
  readonly userId: number;
  /** ms since 1970, of an order that was waiting for its decision */
  readonly orderedAt: number | undefined;
}

/**
 * Stores the statuses of orders. Each change is a compare-and-set. Where the status before is not known, the rows are
 * locked and read first, in ascending order of id.
 */
@Injectable()
export class OrderStatusWriter {
  constructor(
    private readonly bus: EventBus,
    private readonly outcomes: OrderOutcomeChannel,
    private readonly metrics: OrderMetrics,
  ) {}

  /**
   * Fails, with the statement that follows, with `UnexpectedRowCount` if one of the orders is not in the state `from`.
   * @param today the day in whose sales the orders are counted that succeed
   */
  async write(
    tx: Transaction,
    changed: readonly ChangedOrder[],
    from: OrderStatus,
    today: string | null,
  ): Promise<void> {
    for (const group of groupedByOutcome(changed)) updateStatus(tx, group, from, today);
    await this.bus.publish(tx, OrderSettled, changed.flatMap(settled));
    if (changed.length === 0) return;
    tx.afterCommit(() => {
      this.outcomes.publish(changed);
      for (const { status, orderedAt } of changed) this.metrics.completed(status, orderedAt);
      if (from === 'ORDER_PENDING') for (const { cancelReason } of changed) this.metrics.reservationEnded(cancelReason);
    });
  }
}

export type Lock = 'FOR UPDATE' | 'FOR UPDATE SKIP LOCKED';

export function lockOrders(tx: Transaction, orderIds: readonly number[], lock?: Lock): Promise<LockedOrder[]> {
  const { sql, parameters } = lockOf(orderIds, lock);
  return tx.query<LockedOrder>(sql, parameters);
}

export function lockOf(orderIds: readonly number[], lock: Lock = 'FOR UPDATE'): Statement {
  return {
    sql: `SELECT order_id AS orderId, user_id AS userId, status, ordered_at AS orderedAt,
            CAST(sold_on AS CHAR) AS soldOn
          FROM orders WHERE order_id IN (?) ORDER BY order_id ${lock}`,
    parameters: [orderIds],
  };
}

/** The reason of a cancel is a column only where there is one: other orders send the statement of before. */
function updateStatus(
  tx: Transaction,
  group: readonly [ChangedOrder, ...ChangedOrder[]],
  from: OrderStatus,
  today: string | null,
): void {
  const [{ status, failureReason, cancelReason }] = group;
  const orderIds = group.map(({ orderId }) => orderId);
  const soldOn = status === 'ORDER_SUCCESS' ? today : null;
  if (cancelReason === undefined) {
    tx.deferExpecting(
      group.length,
      'UPDATE orders SET status = ?, failure_reason = ?, sold_on = ? WHERE order_id IN (?) AND status = ?',
      [status, failureReason, soldOn, orderIds, from],
    );
    return;
  }
  tx.deferExpecting(
    group.length,
    `UPDATE orders SET status = ?, failure_reason = ?, cancel_reason = ?, sold_on = ?
     WHERE order_id IN (?) AND status = ?`,
    [status, failureReason, cancelReason, soldOn, orderIds, from],
  );
}

/** The event of a changed order. An order that awaits its payment is not settled. */
function settled({ orderId, userId, status, failureReason, cancelReason }: ChangedOrder) {
  return status === 'ORDER_PENDING' ? [] : [{ orderId, userId, status, failureReason, cancelReason }];
}

function groupedByOutcome(changed: readonly ChangedOrder[]): [ChangedOrder, ...ChangedOrder[]][] {
  const groups = new Map<string, [ChangedOrder, ...ChangedOrder[]]>();
  for (const order of changed) {
    const name = `${order.status} ${order.failureReason} ${order.cancelReason}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [order]);
    else group.push(order);
  }
  return [...groups.values()];
}
