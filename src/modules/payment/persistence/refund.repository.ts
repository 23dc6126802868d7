import { randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { type DueRefund, type PlannedRefund, planRefunds, type RefundedPayment } from '../domain/refund';

const REFUND_IDS = 'refunds';

export interface AddedRefund extends PlannedRefund {
  readonly refundId: number;
}

/**
 * Stores what is to be paid back (R1). The rows of the payments are locked first, in ascending order, and only then are
 * their refunds read, so that the later of two transactions sees what the earlier one added. What can meet:
 *
 * - One cause twice, as from a repeated event or from two instances: the later one finds it. The unique key (payment,
 *   cause, cause id) stands behind that.
 * - Two causes at once: the second takes what the first has left of the captured amount, or nothing. The guard of the
 *   UPDATE and the CHECK of `payments` stand behind that.
 */
@Injectable()
export class RefundRepository implements OnApplicationBootstrap {
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly ids: IdBlocks) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.ids.prime(REFUND_IDS);
  }

  /** @param listener called after each commit that makes refunds due */
  onDue(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Makes refunds due, each cause once; see `planRefunds`. Locks the rows of these payments. Idempotent. */
  async addDue(tx: Transaction, due: readonly DueRefund[]): Promise<readonly PlannedRefund[]> {
    if (due.length === 0) return [];
    const paymentIds = [...new Set(due.map(({ paymentId }) => paymentId))];
    const [payments, known] = (await tx.pipeline(
      {
        sql: `SELECT payment_id AS paymentId, order_id AS orderId, IF(state = 'REVERSED', 0, captured) AS captured,
                refund_total AS refundTotal FROM payments FORCE INDEX (PRIMARY)
              WHERE payment_id IN (?) ORDER BY payment_id FOR UPDATE`,
        parameters: [paymentIds],
      },
      {
        sql: 'SELECT payment_id AS paymentId, cause, cause_id AS causeId FROM refunds WHERE payment_id IN (?)',
        parameters: [paymentIds],
      },
    )) as [RefundedPayment[], DueRefund[]];
    const planned = planRefunds(due, payments, known);
    if (planned.length === 0) return planned;
    await this.insert(tx, planned, "'DUE', NOW(3), NULL");
    tx.afterCommit(() => this.listeners.forEach((listener) => listener()));
    return planned;
  }

  /** Stores what a provider has paid back beyond our refunds. The row of the payment is locked by the caller. */
  async addExternal(tx: Transaction, external: readonly PlannedRefund[]): Promise<readonly AddedRefund[]> {
    return external.length === 0 ? [] : this.insert(tx, external, "'DONE', NULL, NOW(3)");
  }

  /**
   * Deletes what is still owed of a payment whose money has gone back by itself, unless an administrator has decided about
   * it. The row of the payment is locked by the caller.
   */
  async cancelOwed(tx: Transaction, paymentId: number): Promise<void> {
    const owed = await tx.query<{ readonly refundId: number; readonly amount: number }>(
      `SELECT refund_id AS refundId, amount FROM refunds
       WHERE payment_id = ? AND state <> 'DONE' AND settled_as IS NULL ORDER BY refund_id FOR UPDATE`,
      [paymentId],
    );
    if (owed.length === 0) return;
    const total = owed.reduce((sum, { amount }) => sum + amount, 0);
    tx.deferExpecting(1, 'UPDATE payments SET refund_total = refund_total - ? WHERE payment_id = ?', [
      total,
      paymentId,
    ]);
    tx.deferExpecting(owed.length, 'DELETE FROM refunds WHERE refund_id IN (?)', [
      owed.map(({ refundId }) => refundId),
    ]);
  }

  private async insert(
    tx: Transaction,
    planned: readonly PlannedRefund[],
    state: `'DUE', NOW(3), NULL` | `'DONE', NULL, NOW(3)`,
  ): Promise<AddedRefund[]> {
    for (const [amount, paymentIds] of paymentsByAmount(planned)) {
      tx.deferExpecting(
        paymentIds.length,
        'UPDATE payments SET refund_total = refund_total + ? WHERE payment_id IN (?) AND captured - refund_total >= ?',
        [amount, paymentIds, amount],
      );
    }
    const ids = await this.ids.take(REFUND_IDS, planned.length);
    tx.defer(
      `INSERT INTO refunds (refund_id, payment_id, order_id, cause, cause_id, amount, mark, provider_ref, state, resolve_at,
         completed_at) VALUES ${planned.map(() => `(?, ?, ?, ?, ?, ?, ?, ?, ${state})`).join(', ')}`,
      planned.flatMap((refund, index) => [
        ...[ids[index], refund.paymentId, refund.orderId, refund.cause, refund.causeId, refund.amount],
        ...[newMark(ids[index] as number), refund.reference ?? null],
      ]),
    );
    return planned.map((refund, index) => ({ ...refund, refundId: ids[index] as number }));
  }
}

/**
 * What a provider shows with the refund. The random part keeps two databases, or one that was restored, from taking each
 * other's refunds for their own.
 */
function newMark(refundId: number): string {
  return `HD-R${refundId}-${randomBytes(8).toString('base64url').slice(0, 10)}`;
}

/** Payments that are reduced by the same amount share a statement. */
function paymentsByAmount(planned: readonly PlannedRefund[]): Map<number, number[]> {
  const sums = new Map<number, number>();
  for (const { paymentId, amount } of planned) sums.set(paymentId, (sums.get(paymentId) ?? 0) + amount);
  const payments = new Map<number, number[]>();
  for (const [paymentId, sum] of sums) payments.set(sum, [...(payments.get(sum) ?? []), paymentId]);
  return payments;
}
