import { Injectable } from '@nestjs/common';
import { Bus } from '#platform/bus/bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { DomainError } from '#platform/domain-error';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { OrderSettled } from '#order';
import type { StockDecision } from '#stock';
import { OrderMetrics } from '../order-metrics';
import { type FailureReason, holdsStock, mayBecome, type OrderStatus } from '../domain/order';
import { type OrderedUnits, OrderReleased } from '../domain/order.facts';

interface StatusRow {
  order_id: number;
  user_id: number;
  status: OrderStatus;
  ordered_at: Date;
}

type EndStatus = 'ORDER_SUCCESS' | 'ORDER_FAILURE' | 'ORDER_CANCELLED';

interface Ending {
  readonly orderId: number;
  readonly userId: number;
  readonly status: EndStatus;
  readonly failureReason: FailureReason | null;
}

const OUTCOMES = { ORDER_SUCCESS: 'success', ORDER_FAILURE: 'failure', ORDER_CANCELLED: 'cancelled' } as const;

/** What every instance is told as soon as orders are decided: the ids. */
export const ORDERS_SETTLED_TOPIC = 'order.settled';

/**
 * Changes of an order's status. Each is a compare-and-set under the order's row lock, taken in ascending order of
 * id; whoever comes second sees the winner's status and changes nothing.
 */
@Injectable()
export class OrderSettlement {
  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly instances: InstanceChannel,
    private readonly metrics: OrderMetrics,
  ) {}

  /**
   * Settles those that are still undecided. What was taken for an order that holds no stock afterwards (it was
   * cancelled meanwhile) is released by a fact of the same transaction.
   */
  async settle(
    decisions: readonly StockDecision[],
    ordered: readonly OrderedUnits[],
    complete: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = await lockOrders(
        tx,
        ordered.map(({ orderId }) => orderId),
      );
      const decided = new Map(decisions.map((decision) => [decision.orderId, decision]));
      const endings: Ending[] = [];
      const placedAt = new Map(rows.map((row) => [row.order_id, row.ordered_at]));
      const unheld = new Set<number>();
      for (const row of rows) {
        const decision = decided.get(row.order_id);
        if (decision === undefined) continue;
        if (row.status === 'ORDER_BEFORE') endings.push(endingOf(row, decision));
        else if (decision.outcome === 'TAKEN' && !holdsStock(row.status)) unheld.add(row.order_id);
      }
      await this.end(tx, endings, 'ORDER_BEFORE');
      await this.bus.publish(
        tx,
        OrderReleased,
        ordered.filter(({ orderId }) => unheld.has(orderId)),
      );
      await complete(tx);
      tx.afterCommit(() => {
        for (const { orderId, status } of endings) this.metrics.decided(OUTCOMES[status], placedAt.get(orderId));
      });
    });
  }

  /**
   * Cancels an order of `userId`, or anybody's when that is null. Cancelling a cancelled order changes nothing.
   * @throws DomainError ORDER_NOT_FOUND, ORDER_NOT_CANCELLABLE
   */
  async cancel(orderId: number, userId: number | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await lockOrders(tx, [orderId]);
      if (row === undefined || (userId !== null && row.user_id !== userId)) {
        throw new DomainError('not-found', 'ORDER_NOT_FOUND', `There is no order ${orderId} of yours.`);
      }
      if (row.status === 'ORDER_CANCELLED') return;
      if (!mayBecome(row.status, 'ORDER_CANCELLED')) {
        throw new DomainError('conflict', 'ORDER_NOT_CANCELLABLE', 'An order that failed cannot be cancelled.');
      }
      const ending: Ending = { orderId, userId: row.user_id, status: 'ORDER_CANCELLED', failureReason: null };
      await this.end(tx, [ending], row.status);
      await this.bus.publish(tx, OrderReleased, [{ orderId, lines: await unitsOf(tx, orderId) }]);
      tx.afterCommit(() => this.metrics.ended('cancelled'));
    });
  }

  private async end(tx: Transaction, endings: readonly Ending[], from: OrderStatus): Promise<void> {
    for (const [, alike] of groupedByEnd(endings)) {
      const [{ status, failureReason }] = alike;
      const { affectedRows } = await tx.execute(
        'UPDATE orders SET status = ?, failure_reason = ? WHERE order_id IN (?) AND status = ?',
        [status, failureReason, alike.map(({ orderId }) => orderId), from],
      );
      if (affectedRows !== alike.length) throw new Error(`Of ${alike.length} locked orders ${affectedRows} changed`);
    }
    await this.bus.publish(tx, OrderSettled, endings);
    if (endings.length === 0) return;
    tx.afterCommit(() => {
      this.instances.tell(
        ORDERS_SETTLED_TOPIC,
        endings.map(({ orderId }) => orderId),
      );
    });
  }
}

async function lockOrders(tx: Transaction, orderIds: readonly number[]): Promise<StatusRow[]> {
  return tx.query<StatusRow>(
    'SELECT order_id, user_id, status, ordered_at FROM orders WHERE order_id IN (?) ORDER BY order_id FOR UPDATE',
    [orderIds],
  );
}

async function unitsOf(tx: Transaction, orderId: number): Promise<OrderedUnits['lines']> {
  return tx.query('SELECT product_id AS productId, quantity FROM order_items WHERE order_id = ? ORDER BY line', [
    orderId,
  ]);
}

function endingOf(row: StatusRow, decision: StockDecision): Ending {
  const of = { orderId: row.order_id, userId: row.user_id };
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
