import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { EventBus } from '#platform/events/event-bus';
import { type CompletedReturn, ReturnCompleted, ReturnMoved, type ReturnState } from '#shipping';
import { progressVersion } from '../domain/return';
import { returnHasEnded, returnNotFound } from '../domain/return-refusals';
import { linesByReturn, type WorthLineRow } from './return-rows';

type EndState = Exclude<ReturnState, 'RETURN_REQUESTED'>;

/** A return whose time has come, as far as it was seen without a lock. */
export interface DueReturn {
  readonly returnId: number;
  readonly orderId: number;
  readonly dueAt: Date;
}

interface OpenReturn {
  readonly returnId: number;
  readonly orderId: number;
  readonly userId: number;
  readonly ordinal: number;
  readonly allReturned: number;
  readonly paymentId: number | null;
}

const BEFORE_ALL: DueReturn = { returnId: 0, orderId: 0, dueAt: new Date(0) };
/** After a COMMIT without an answer the same attempt finds what was committed. */
const REPEATED = { repeatUnknownCommit: true };

/**
 * Ends returns, by the clock or by hand. What is due is read without a lock; then the shipments of their orders are locked in
 * ascending order, and the returns are read again. What can meet:
 *
 * - Two instances, or the clock and an administrator: the later one finds the return ended, and changes nothing.
 * - Completed beside rejected: the first to lock wins, and the other is refused. A return has one end.
 * - The poller does not wait for shipments that are locked by others: those returns are left to the next poll.
 *
 * The events commit with the end: units, money and points come back exactly for the returns that were completed.
 */
@Injectable()
export class ReturnEndings {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** The next returns that are due, the longest due ones first. */
  due(limit: number, after: DueReturn = BEFORE_ALL): Promise<DueReturn[]> {
    const { returnId, dueAt } = after;
    return this.database.query<DueReturn>(
      `SELECT return_id AS returnId, order_id AS orderId, due_at AS dueAt FROM shipment_returns FORCE INDEX (ix_shipment_returns_due)
       WHERE due_at <= NOW(3) AND due_at >= ? AND (due_at > ? OR return_id > ?) ORDER BY due_at, return_id LIMIT ?`,
      [dueAt, dueAt, returnId, limit],
    );
  }

  /** Whether any return will be completed by the clock. */
  async hasDue(): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT 1 FROM shipment_returns FORCE INDEX (ix_shipment_returns_due) WHERE due_at IS NOT NULL LIMIT 1',
    );
    return rows.length > 0;
  }

  /** Completes those that are still open; a due time never moves. @returns how many */
  async complete(due: readonly DueReturn[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      const orderIds = await lockShipments(
        tx,
        due.map(({ orderId }) => orderId),
        'FOR UPDATE SKIP LOCKED',
      );
      const locked = due.filter(({ orderId }) => orderIds.has(orderId)).map(({ returnId }) => returnId);
      const open = await readOpen(tx, locked);
      await this.store(tx, open, 'RETURNED');
      return open.length;
    }, REPEATED);
  }

  /**
   * Ends a return by hand; one that has this end already is left as it is.
   * @returns whether it was changed
   * @throws DomainError RETURN_NOT_FOUND, DELIVERY_STATUS_INVALID
   */
  async end(returnId: number, state: EndState): Promise<boolean> {
    // Which order a return belongs to never changes, so it may be read before the lock.
    const [found] = await this.database.query<{ orderId: number }>(
      'SELECT order_id AS orderId FROM shipment_returns WHERE return_id = ?',
      [returnId],
    );
    if (found === undefined) throw returnNotFound(returnId);
    return this.database.transaction(async (tx) => {
      await lockShipments(tx, [found.orderId], 'FOR UPDATE');
      const open = await readOpen(tx, [returnId]);
      await this.store(tx, open, state);
      if (open.length === 0) await assertEnded(tx, returnId, state);
      return open.length > 0;
    }, REPEATED);
  }

  private async store(tx: Transaction, open: readonly OpenReturn[], state: EndState): Promise<void> {
    if (open.length === 0) return;
    const returnIds = open.map(({ returnId }) => returnId);
    tx.deferExpecting(
      open.length,
      `UPDATE shipment_returns SET state = ?, open = NULL, due_at = NULL, completed_at = NOW(3)
       WHERE return_id IN (?) AND state = 'RETURN_REQUESTED'`,
      [state, returnIds],
    );
    await this.bus.publish(
      tx,
      ReturnMoved,
      open.map(({ returnId, orderId, userId, ordinal, allReturned }) => ({
        ...{ returnId, orderId, userId, state },
        ...{ version: progressVersion(ordinal, state), allReturned: state === 'RETURNED' && allReturned === 1 },
      })),
    );
    if (state === 'RETURNED') await this.bus.publish(tx, ReturnCompleted, await completedReturns(tx, open));
  }
}

async function lockShipments(
  tx: Transaction,
  orderIds: readonly number[],
  lock: 'FOR UPDATE' | 'FOR UPDATE SKIP LOCKED',
): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ orderId: number }>(
    `SELECT order_id AS orderId FROM shipments FORCE INDEX (PRIMARY) WHERE order_id IN (?) ORDER BY order_id ${lock}`,
    [orderIds],
  );
  return new Set(rows.map(({ orderId }) => orderId));
}

async function readOpen(tx: Transaction, returnIds: readonly number[]): Promise<OpenReturn[]> {
  if (returnIds.length === 0) return [];
  return tx.query<OpenReturn>(
    `SELECT return_id AS returnId, order_id AS orderId, user_id AS userId, ordinal, all_returned AS allReturned,
       payment_id AS paymentId
     FROM shipment_returns WHERE return_id IN (?) AND state = 'RETURN_REQUESTED' ORDER BY return_id`,
    [returnIds],
  );
}

async function assertEnded(tx: Transaction, returnId: number, state: EndState): Promise<void> {
  const [ended] = await tx.query<{ state: ReturnState }>('SELECT state FROM shipment_returns WHERE return_id = ?', [
    returnId,
  ]);
  if (ended === undefined) throw returnNotFound(returnId);
  if (ended.state !== state) throw returnHasEnded(ended.state);
}

async function completedReturns(tx: Transaction, open: readonly OpenReturn[]): Promise<CompletedReturn[]> {
  const rows = await tx.query<WorthLineRow>(
    `SELECT return_id AS returnId, product_id AS productId, quantity, money, points
     FROM shipment_return_lines WHERE return_id IN (?) ORDER BY return_id, product_id`,
    [open.map(({ returnId }) => returnId)],
  );
  const linesOf = linesByReturn(rows);
  return open.map(({ returnId, orderId, userId, paymentId }) => {
    const lines = linesOf.get(returnId) ?? [];
    return {
      ...{ returnId, orderId, userId, paymentId },
      lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
      money: lines.reduce((sum, { money }) => sum + money, 0),
      points: lines.reduce((sum, { points }) => sum + points, 0),
    };
  });
}
