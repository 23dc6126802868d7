import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { UnexpectedRowCount, type Transaction } from '#platform/database/transaction';
import { type OrderedUnits, OrderSettled, type OrderStatus, type PlacedOrder } from '#order';
import type { StockDecision } from '#stock';
import type { SoldLine } from '../domain/sales';
import { OrderMetrics } from '../order-metrics';
import { cancel, complete, type OrderOutcome, orderNotFound, OrderReleased } from '../domain/order';
import { OrderOutcomeChannel } from './order-outcome-channel';
import { readSoldLines, SalesByDay } from './sales-by-day';

interface LockedOrder {
  readonly orderId: number;
  readonly userId: number;
  readonly status: OrderStatus;
  readonly orderedAt: Date;
  /** the day in whose sales it is counted */
  readonly soldOn: string | null;
}

interface CompletedOrder extends OrderOutcome {
  readonly orderId: number;
  readonly userId: number;
  /** ms since 1970, of an order that was waiting for its decision */
  readonly orderedAt: number | undefined;
  /** as far as they are known */
  readonly lines: PlacedOrder['lines'];
}

/** Events of an earlier version of this code name neither the owner of their order nor the prices of its lines. */
interface CompletePlacedOrder extends Required<PlacedOrder> {
  lines: (PlacedOrder['lines'][number] & SoldLine)[];
}
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
    private readonly sales: SalesByDay,
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
    if (placed.every(isComplete)) {
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
    placed: readonly CompletePlacedOrder[],
    markComplete: MarkComplete,
  ): Promise<void> {
    const completed = new Map<number, CompletedOrder>();
    for (const { orderId, owner, lines } of placed) {
      const decision = decided.get(orderId);
      const outcome = decision && complete('ORDER_BEFORE', decision).outcome;
      if (outcome !== undefined) completed.set(orderId, { orderId, ...owner, ...outcome, lines });
    }
    await this.database.transaction(async (tx) => {
      const sold = [...completed.values()].filter(isSold).map(({ lines }) => lines as SoldLine[]);
      const today = this.sales.today();
      await this.store(tx, [...completed.values()], 'ORDER_BEFORE', today);
      await markComplete(tx);
      this.sales.add(tx, today, sold);
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
        const lines = units.get(orderId) ?? [];
        if (outcome !== undefined)
          completed.push({ orderId, userId, orderedAt: orderedAt.getTime(), ...outcome, lines });
        if (releasesStock) released.push({ orderId, lines });
      }
      const sold = await readSoldLines(
        tx,
        completed.filter(isSold).map(({ orderId }) => orderId),
      );
      const today = this.sales.today();
      await this.store(tx, completed, 'ORDER_BEFORE', today);
      await this.bus.publish(tx, OrderReleased, released);
      await markComplete(tx);
      this.sales.add(tx, today, [...sold.values()]);
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
      const lines = (await readSoldLines(tx, [orderId])).get(orderId) ?? [];
      const cancelled = { orderId, userId: order.userId, orderedAt: undefined, ...outcome, lines };
      await this.store(tx, [cancelled], order.status, null);
      const units = lines.map(({ productId, quantity }) => ({ productId, quantity }));
      if (releasesStock) await this.bus.publish(tx, OrderReleased, [{ orderId, lines: units }]);
      if (order.soldOn !== null) this.sales.remove(tx, order.soldOn, lines);
    });
  }

  /** @param today the day in whose sales the orders are counted that succeed */
  private async store(
    tx: Transaction,
    completed: readonly CompletedOrder[],
    from: OrderStatus,
    today: string | null,
  ): Promise<void> {
    for (const [, group] of groupedByOutcome(completed)) {
      const [{ status, failureReason }] = group;
      tx.deferExpecting(
        group.length,
        'UPDATE orders SET status = ?, failure_reason = ?, sold_on = ? WHERE order_id IN (?) AND status = ?',
        [status, failureReason, status === 'ORDER_SUCCESS' ? today : null, group.map(({ orderId }) => orderId), from],
      );
    }
    await this.bus.publish(
      tx,
      OrderSettled,
      completed.map(({ orderedAt: _, lines: __, ...settled }) => settled),
    );
    if (completed.length === 0) return;
    tx.afterCommit(() => {
      this.outcomes.publish(completed);
      for (const { status, orderedAt } of completed) this.metrics.completed(status, orderedAt);
    });
  }
}

function isComplete(order: PlacedOrder): order is CompletePlacedOrder {
  return order.owner !== undefined && order.lines.every(({ price }) => price !== undefined);
}

const isSold = ({ status }: OrderOutcome): boolean => status === 'ORDER_SUCCESS';

async function lockOrders(tx: Transaction, orderIds: readonly number[]): Promise<LockedOrder[]> {
  return tx.query<LockedOrder>(
    `SELECT order_id AS orderId, user_id AS userId, status, ordered_at AS orderedAt,
       CAST(sold_on AS CHAR) AS soldOn
     FROM orders WHERE order_id IN (?) ORDER BY order_id FOR UPDATE`,
    [orderIds],
  );
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
