import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { UnexpectedRowCount, type Transaction } from '#platform/database/transaction';
import { type OrderedUnits, OrderSettled, type OrderStatus, type PlacedOrder } from '#order';
import type { StockDecision } from '#stock';
import { OrderMetrics } from '../order-metrics';
import { cancel, complete, type OrderOutcome, orderNotFound, OrderReleased } from '../domain/order';
import { OrderOutcomeChannel } from './order-outcome-channel';

interface LockedOrder {
  readonly orderId: number;
  readonly userId: number;
  readonly status: OrderStatus;
  readonly orderedAt: Date;
}

interface CompletedOrder extends OrderOutcome {
  readonly orderId: number;
  readonly userId: number;
  /** ms since 1970, of an order that was waiting for its decision */
  readonly orderedAt: number | undefined;
}

/** Events of an earlier version of this code do not name the owner of their order. */
type OwnedOrder = Required<PlacedOrder>;
type Decisions = ReadonlyMap<number, StockDecision>;
type MarkComplete = (tx: Transaction) => Promise<void>;

/**
 * Stores what becomes of orders. Each change of a status is a compare-and-set. Where the status before is not known,
 * the rows are locked and read first, in ascending order of id.
 */
@Injectable()
export class OrderCompletion {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly outcomes: OrderOutcomeChannel,
    private readonly metrics: OrderMetrics,
  ) {}

  /**
   * Completes the orders that are still undecided. What was taken for an order that holds no stock afterwards (it was
   * cancelled meanwhile) is released by an event of the same transaction.
   */
  async complete(
    decisions: readonly StockDecision[],
    placed: readonly PlacedOrder[],
    markComplete: MarkComplete,
  ): Promise<void> {
    const decided = new Map(decisions.map((decision) => [decision.orderId, decision]));
    if (placed.every(isOwned)) {
      try {
        return await this.completeUndecided(decided, placed, markComplete);
      } catch (error) {
        if (!(error instanceof UnexpectedRowCount)) throw error;
      }
    }
    await this.completeLocked(decided, placed, markComplete);
  }

  /** The usual case, without a read: no order has changed since it was placed, which the compare-and-set verifies. */
  private async completeUndecided(
    decided: Decisions,
    placed: readonly OwnedOrder[],
    markComplete: MarkComplete,
  ): Promise<void> {
    const completed = new Map<number, CompletedOrder>();
    for (const { orderId, owner } of placed) {
      const decision = decided.get(orderId);
      const outcome = decision && complete('ORDER_BEFORE', decision).outcome;
      if (outcome !== undefined) completed.set(orderId, { orderId, ...owner, ...outcome });
    }
    await this.database.transaction(async (tx) => {
      await this.store(tx, [...completed.values()], 'ORDER_BEFORE');
      await markComplete(tx);
    });
  }

  /** Some orders were completed or cancelled before: all are locked, read, and changed where they are undecided. */
  private async completeLocked(
    decided: Decisions,
    placed: readonly PlacedOrder[],
    markComplete: MarkComplete,
  ): Promise<void> {
    const units = new Map(placed.map(({ orderId, lines }) => [orderId, lines]));
    await this.database.transaction(async (tx) => {
      const completed: CompletedOrder[] = [];
      const released: OrderedUnits[] = [];
      for (const { orderId, userId, status, orderedAt } of await lockOrders(tx, [...units.keys()])) {
        const decision = decided.get(orderId);
        if (decision === undefined) continue;
        const { outcome, releasesStock } = complete(status, decision);
        if (outcome !== undefined) completed.push({ orderId, userId, orderedAt: orderedAt.getTime(), ...outcome });
        if (releasesStock) released.push({ orderId, lines: units.get(orderId) ?? [] });
      }
      await this.store(tx, completed, 'ORDER_BEFORE');
      await this.bus.publish(tx, OrderReleased, released);
      await markComplete(tx);
    });
  }

  /**
   * Cancels an order of `ownerId`, or of any user when that is null. Cancelling a cancelled order changes nothing.
   * @throws DomainError ORDER_NOT_FOUND, ORDER_NOT_CANCELLABLE
   */
  async cancel(orderId: number, ownerId: number | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [order] = await lockOrders(tx, [orderId]);
      if (order === undefined || (ownerId !== null && order.userId !== ownerId)) throw orderNotFound(orderId);
      const { outcome, releasesStock } = cancel(order.status);
      if (outcome === undefined) return;
      await this.store(tx, [{ orderId, userId: order.userId, orderedAt: undefined, ...outcome }], order.status);
      if (!releasesStock) return;
      await this.bus.publish(tx, OrderReleased, [{ orderId, lines: await unitsOf(tx, orderId) }]);
    });
  }

  private async store(tx: Transaction, completed: readonly CompletedOrder[], from: OrderStatus): Promise<void> {
    for (const [, group] of groupedByOutcome(completed)) {
      const [{ status, failureReason }] = group;
      tx.deferExpecting(
        group.length,
        'UPDATE orders SET status = ?, failure_reason = ? WHERE order_id IN (?) AND status = ?',
        [status, failureReason, group.map(({ orderId }) => orderId), from],
      );
    }
    await this.bus.publish(
      tx,
      OrderSettled,
      completed.map(({ orderedAt: _, ...settled }) => settled),
    );
    if (completed.length === 0) return;
    tx.afterCommit(() => {
      this.outcomes.publish(completed);
      for (const { status, orderedAt } of completed) this.metrics.completed(status, orderedAt);
    });
  }
}

function isOwned(order: PlacedOrder): order is OwnedOrder {
  return order.owner !== undefined;
}

async function lockOrders(tx: Transaction, orderIds: readonly number[]): Promise<LockedOrder[]> {
  return tx.query<LockedOrder>(
    `SELECT order_id AS orderId, user_id AS userId, status, ordered_at AS orderedAt
     FROM orders WHERE order_id IN (?) ORDER BY order_id FOR UPDATE`,
    [orderIds],
  );
}

async function unitsOf(tx: Transaction, orderId: number): Promise<OrderedUnits['lines']> {
  return tx.query('SELECT product_id AS productId, quantity FROM order_items WHERE order_id = ? ORDER BY line', [
    orderId,
  ]);
}

function groupedByOutcome(completed: readonly CompletedOrder[]): Map<string, [CompletedOrder, ...CompletedOrder[]]> {
  const groups = new Map<string, [CompletedOrder, ...CompletedOrder[]]>();
  for (const order of completed) {
    const name = `${order.status} ${order.failureReason}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [order]);
    else group.push(order);
  }
  return groups;
}
