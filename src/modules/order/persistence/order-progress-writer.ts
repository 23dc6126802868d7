import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { EventBus } from '#platform/events/event-bus';
import { OrderProgressed, type ProgressOutcome, type ProgressStep } from '#order-client';
import { judgeProgress } from '../domain/progress';
import { lockOf, type LockedOrder } from './order-status-writer';

const MAX_BATCH = 500;
const MAX_QUEUE = 5_000;

interface StoredVersion {
  readonly orderId: number;
  readonly version: number;
}

/**
 * Stores how far the goods of orders have come. The orders are locked first, in ascending order of id, and their status and
 * progress are read behind the lock. What can meet:
 *
 * - A cancel, or a payment whose money goes back: whichever locks the order first wins. If the goods come first, the cancel
 *   is refused, and the order stays as it is. If it was cancelled first, the answer is OVER, and nothing may leave.
 * - The same step again, after a crash, from another instance, or because the outcome of a COMMIT is unknown: its version is
 *   stored by then, so it is ALREADY, and no second event is published.
 * - A step that comes late: a higher version is stored, and it changes nothing.
 * - Several steps of one order in one batch: each is judged after the one before it; the last is stored, and each that is
 *   DONE has its event.
 */
@Injectable()
export class OrderProgressWriter {
  private readonly steps = new Batcher<ProgressStep, ProgressOutcome>((batch) => this.storeAll(batch), {
    name: 'order.progress',
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    onFull: () => new Unavailable('The progress of orders'),
    failsAll: isTransient,
  });

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /**
   * Those that arrive at the same time share a transaction.
   * @throws Error if the order is not completed yet: of such an order alone, so that a poller goes on with the others
   */
  store(step: ProgressStep): Promise<ProgressOutcome> {
    return this.steps.add(step);
  }

  private storeAll(steps: readonly ProgressStep[]): Promise<Outcome<ProgressOutcome>[]> {
    return this.database.transaction((tx) => this.storeIn(tx, steps), { repeatUnknownCommit: true });
  }

  private async storeIn(tx: Transaction, steps: readonly ProgressStep[]): Promise<Outcome<ProgressOutcome>[]> {
    const orderIds = [...new Set(steps.map(({ orderId }) => orderId))];
    const [locked, stored] = (await tx.pipeline(lockOf(orderIds), {
      sql: 'SELECT order_id AS orderId, version FROM order_progress WHERE order_id IN (?)',
      parameters: [orderIds],
    })) as [LockedOrder[], StoredVersion[]];
    const orders = new Map(locked.map((order) => [order.orderId, order]));
    const versions = new Map(stored.map(({ orderId, version }) => [orderId, version]));
    const done: (ProgressStep & { readonly userId: number })[] = [];
    const outcomes = steps.map((step): Outcome<ProgressOutcome> => {
      const { orderId, version } = step;
      const order = orders.get(orderId);
      const outcome = judgeProgress(order?.status, versions.get(orderId) ?? 0, step);
      if (outcome === undefined) return { failed: new Error(`Order ${orderId} is not completed yet`) };
      if (outcome === 'DONE' && order !== undefined) {
        versions.set(orderId, version);
        done.push({ ...step, userId: order.userId });
      }
      return { value: { orderId, outcome } };
    });
    await this.write(tx, done);
    return outcomes;
  }

  /** @param done of one order, a later step has a higher version */
  private async write(tx: Transaction, done: readonly (ProgressStep & { readonly userId: number })[]): Promise<void> {
    if (done.length === 0) return;
    const rows = [...new Map(done.map((step) => [step.orderId, step])).values()];
    tx.defer(
      `INSERT INTO order_progress (order_id, version, progress, progressed_at)
       VALUES ${rows.map(() => '(?, NOW(3))').join(', ')}
       ON DUPLICATE KEY UPDATE
         version = VALUES(version), progress = VALUES(progress), progressed_at = VALUES(progressed_at)`,
      rows.map(({ orderId, version, progress }) => [orderId, version, progress]),
    );
    await this.bus.publish(
      tx,
      OrderProgressed,
      done.map(({ orderId, userId, progress, version }) => ({ orderId, userId, progress, version })),
    );
  }
}
