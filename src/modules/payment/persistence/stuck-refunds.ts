import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { DomainError } from '#platform/domain-error';
import { EventBus } from '#platform/events/event-bus';
import { type PaymentMethod, PaymentRefunded } from '#payment';
import type { RefundCause, RefundState, Settlement } from '../domain/refund';
import { deleteUsedAccounts } from './refund-accounts';

interface StuckRefund {
  readonly refundId: number;
  readonly paymentId: number;
  readonly orderId: number;
  readonly userId: number;
  readonly amount: number;
  readonly cause: RefundCause;
  readonly method: PaymentMethod;
}

/**
 * What administrators decide about refunds that are STUCK (R6, R7), under the lock of the payment and of the row: of two
 * decisions at once the second finds a refund that is not stuck any more, and events of one payment are stored in the
 * order of their commits. Points are booked afterwards, by the refund that is DUE again, so
 * that a process that dies in between books them later, and no one can send the refund to its provider as well.
 */
@Injectable()
export class StuckRefunds {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** Sends it again, under a new key. @throws DomainError REFUND_NOT_FOUND, REFUND_NOT_STUCK */
  async retry(refundId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockStuck(tx, refundId);
      tx.deferExpecting(
        1,
        `UPDATE refunds SET state = 'DUE', resolve_at = NOW(3), attempt = attempt + 1, first_sent_at = NULL,
           failure_code = NULL WHERE refund_id = ? AND state = 'STUCK'`,
        [refundId],
      );
    });
  }

  /** HAND: it is done. POINTS: it is due as points. @throws DomainError REFUND_NOT_FOUND, REFUND_NOT_STUCK */
  async settle({ refundId, as, note, userId }: Settlement): Promise<void> {
    await this.database.transaction(async (tx) => {
      const stuck = await lockStuck(tx, refundId);
      const set =
        as === 'HAND'
          ? `state = 'DONE', completed_at = NOW(3)`
          : `state = 'DUE', resolve_at = NOW(3), attempt = attempt + 1, first_sent_at = NULL`;
      tx.deferExpecting(
        1,
        `UPDATE refunds SET ${set}, settled_as = ?, settled_by = ?, note = ? WHERE refund_id = ? AND state = 'STUCK'`,
        [as, userId, note, refundId],
      );
      if (as !== 'HAND') return;
      await deleteUsedAccounts(tx, [stuck]);
      const { method: _, ...refunded } = stuck;
      await this.bus.publish(tx, PaymentRefunded, [refunded]);
    });
  }
}

async function lockStuck(tx: Transaction, refundId: number): Promise<StuckRefund> {
  const [, [row]] = (await tx.pipeline(
    {
      sql: 'SELECT payment_id FROM payments WHERE payment_id = (SELECT payment_id FROM refunds WHERE refund_id = ?) FOR UPDATE',
      parameters: [refundId],
    },
    {
      sql: `SELECT refund_id AS refundId, payment_id AS paymentId, order_id AS orderId, cause, amount, state,
              (SELECT user_id FROM payments WHERE payments.payment_id = refunds.payment_id) AS userId,
              (SELECT method FROM payments WHERE payments.payment_id = refunds.payment_id) AS method
            FROM refunds WHERE refund_id = ? FOR UPDATE`,
      parameters: [refundId],
    },
  )) as [unknown, (StuckRefund & { readonly state: RefundState })[]];
  if (row === undefined) throw new DomainError('not-found', 'REFUND_NOT_FOUND', `Refund ${refundId} not found.`);
  const { state, ...refund } = row;
  if (state !== 'STUCK') {
    throw new DomainError('conflict', 'REFUND_NOT_STUCK', 'This refund is not stuck.', { about: { status: state } });
  }
  return refund;
}
