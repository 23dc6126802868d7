import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { UnexpectedRowCount, type Transaction } from '#platform/database/transaction';
import { type OrderedUnits, OrderReleased, type PlacedOrder } from '#order';
import type { StockDecision } from '#stock';
import type { SoldLine } from '../domain/sales';
import { complete, type OrderOutcome } from '../domain/order';
import { type ChangedOrder, lockOrders, OrderStatusWriter } from './order-status-writer';
import { readSoldLines, SalesByDay } from './sales-by-day';

interface CompletedOrder extends ChangedOrder {
  /** as far as they are known */
  readonly lines: PlacedOrder['lines'];
}

/** Events of an earlier version of this code name neither the owner of their order nor the prices of its lines. */
interface CompletePlacedOrder extends Required<PlacedOrder> {
  lines: (PlacedOrder['lines'][number] & SoldLine)[];
}
type Decisions = ReadonlyMap<number, StockDecision>;
type MarkComplete = (tx: Transaction) => Promise<void>;

/** Stores what the stock decided about orders that were placed without payments. */
@Injectable()
export class OrderCompletion {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly statuses: OrderStatusWriter,
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
      await this.statuses.write(tx, [...completed.values()], 'ORDER_BEFORE', today);
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
      await this.statuses.write(tx, completed, 'ORDER_BEFORE', today);
      await this.bus.publish(tx, OrderReleased, released);
      await markComplete(tx);
      this.sales.add(tx, today, [...sold.values()]);
    });
  }
}

function isComplete(order: PlacedOrder): order is CompletePlacedOrder {
  return order.owner !== undefined && order.lines.every(({ price }) => price !== undefined);
}

const isSold = ({ status }: OrderOutcome): boolean => status === 'ORDER_SUCCESS';
