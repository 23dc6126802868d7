import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { UnexpectedRowCount, type Transaction } from '#platform/database/transaction';
import { DomainError } from '#platform/domain-error';
import { type OrderedUnits, OrderSettled, type PlacedOrder } from '#order';
import type { StockDecision } from '#stock';
import { OrderMetrics } from '../order-metrics';
import { type FailureReason, holdsStock, mayBecome, type OrderStatus } from '../domain/order';
import { OrderReleased } from '../domain/order.events';
import { OrderOutcomeChannel } from './order-outcome-channel';

interface LockedOrder {
  readonly orderId: number;
  readonly userId: number;
  readonly status: OrderStatus;
  readonly orderedAt: Date;
}

type EndStatus = 'ORDER_SUCCESS' | 'ORDER_FAILURE' | 'ORDER_CANCELLED';

interface Ending {
  readonly orderId: number;
  readonly userId: number;
  readonly status: EndStatus;
  readonly failureReason: FailureReason | null;
  /** ms since 1970, of an order that was waiting for its decision */
  readonly orderedAt: number | undefined;
}

/** Orders of an earlier version of this code do not say whose they are. */
type Owned = Required<PlacedOrder>;

const OUTCOMES = { ORDER_SUCCESS: 'success', ORDER_FAILURE: 'failure', ORDER_CANCELLED: 'cancelled' } as const;

/**
 * Changes of an order's status. Each is a compare-and-set; whoever comes second sees the winner's status and changes
 * nothing. Where it must be known who came second, the rows are locked first, in ascending order of id.
 */
@Injectable()
export class OrderCompletion {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly settled: OrderOutcomeChannel,
    private readonly metrics: OrderMetrics,
  ) {}

  /**
   * Settles those that are still undecided. What was taken for an order that holds no stock afterwards (it was
   * cancelled meanwhile) is released by a fact of the same transaction.
   */
  async complete(
    decisions: readonly StockDecision[],
    placed: readonly PlacedOrder[],
    complete: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const decided = new Map(decisions.map((decision) => [decision.orderId, decision]));
    if (placed.every(isOwned)) {
      try {
        return await this.settleAll(decided, placed, complete);
      } catch (error) {
        if (!(error instanceof UnexpectedRowCount)) throw error;
      }
    }
    await this.settleOpen(decided, placed, complete);
  }

  /** As nearly always: nobody has touched any of them, which the compare-and-set itself says. */
  private async settleAll(
    decided: ReadonlyMap<number, StockDecision>,
    placed: readonly Owned[],
    complete: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const endings = new Map<number, Ending>();
    for (const { orderId, owner } of placed) {
      const decision = decided.get(orderId);
      if (decision !== undefined) endings.set(orderId, endingOf({ orderId, ...owner }, decision));
    }
    await this.database.transaction(async (tx) => {
      await this.end(tx, [...endings.values()], 'ORDER_BEFORE');
      await complete(tx);
    });
  }

  /** Some were settled or cancelled before: the rows are locked, then read, then changed where they are open. */
  private async settleOpen(
    decided: ReadonlyMap<number, StockDecision>,
    placed: readonly PlacedOrder[],
    complete: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const units = new Map(placed.map(({ orderId, lines }) => [orderId, lines]));
    await this.database.transaction(async (tx) => {
      const endings: Ending[] = [];
      const unheld: OrderedUnits[] = [];
      for (const { orderId, userId, status, orderedAt } of await lockOrders(tx, [...units.keys()])) {
        const decision = decided.get(orderId);
        if (decision === undefined) continue;
        if (status === 'ORDER_BEFORE') {
          endings.push(endingOf({ orderId, userId, orderedAt: orderedAt.getTime() }, decision));
        } else if (decision.outcome === 'TAKEN' && !holdsStock(status)) {
          unheld.push({ orderId, lines: units.get(orderId) ?? [] });
        }
      }
      await this.end(tx, endings, 'ORDER_BEFORE');
      await this.bus.publish(tx, OrderReleased, unheld);
      await complete(tx);
    });
  }

  /**
   * Cancels an order of `userId`, or anybody's when that is null. Cancelling a cancelled order changes nothing.
   * @throws DomainError ORDER_NOT_FOUND, ORDER_NOT_CANCELLABLE
   */
  async cancel(orderId: number, userId: number | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await lockOrders(tx, [orderId]);
      if (row === undefined || (userId !== null && row.userId !== userId)) {
        throw new DomainError('not-found', 'ORDER_NOT_FOUND', `There is no order ${orderId} of yours.`);
      }
      if (row.status === 'ORDER_CANCELLED') return;
      if (!mayBecome(row.status, 'ORDER_CANCELLED')) {
        throw new DomainError('conflict', 'ORDER_NOT_CANCELLABLE', 'An order that failed cannot be cancelled.');
      }
      const cancelled = { status: 'ORDER_CANCELLED', failureReason: null } as const;
      const ending: Ending = { orderId, userId: row.userId, orderedAt: undefined, ...cancelled };
      await this.end(tx, [ending], row.status);
      await this.bus.publish(tx, OrderReleased, [{ orderId, lines: await unitsOf(tx, orderId) }]);
    });
  }

  private async end(tx: Transaction, endings: readonly Ending[], from: OrderStatus): Promise<void> {
    for (const [, alike] of groupedByEnd(endings)) {
      const [{ status, failureReason }] = alike;
      tx.deferExpecting(
        alike.length,
        'UPDATE orders SET status = ?, failure_reason = ? WHERE order_id IN (?) AND status = ?',
        [status, failureReason, alike.map(({ orderId }) => orderId), from],
      );
    }
    await this.bus.publish(
      tx,
      OrderSettled,
      endings.map(({ orderedAt: _, ...settled }) => settled),
    );
    if (endings.length === 0) return;
    tx.afterCommit(() => {
      this.settled.publish(endings);
      for (const { status, orderedAt } of endings) this.metrics.decided(OUTCOMES[status], orderedAt);
    });
  }
}

function isOwned(order: PlacedOrder): order is Owned {
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

function endingOf(of: Pick<Ending, 'orderId' | 'userId' | 'orderedAt'>, decision: StockDecision): Ending {
  if (decision.outcome === 'TAKEN') return { ...of, status: 'ORDER_SUCCESS', failureReason: null };
  if (decision.reason === 'ORDER_CANCELLED') return { ...of, status: 'ORDER_CANCELLED', failureReason: null };
  return { ...of, status: 'ORDER_FAILURE', failureReason: decision.reason };
}

function groupedByEnd(endings: readonly Ending[]): Map<string, [Ending, ...Ending[]]> {
  const groups = new Map<string, [Ending, ...Ending[]]>();
  for (const ending of endings) {
    const name = `${ending.status} ${ending.failureReason}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [ending]);
    else group.push(ending);
  }
  return groups;
}
