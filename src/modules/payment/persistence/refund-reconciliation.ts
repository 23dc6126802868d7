import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { EventBus } from '#platform/events/event-bus';
import { PaymentRefunded } from '#payment';
import type { Payment } from '../domain/payment';
import { PaymentPartlyRefundedExternally, PaymentRefundedExternally } from '../domain/payment.events';
import type { ProviderStanding } from '../domain/provider';
import { type KnownRefund, reconcile, type Reconciled } from '../domain/reconciliation';
import type { RefundCause } from '../domain/refund';
import { deleteUsedAccounts } from './refund-accounts';
import { RefundRepository } from './refund.repository';

type Captured = Extract<ProviderStanding, { outcome: 'CAPTURED' }>;
type Locked = Pick<Payment, 'paymentId' | 'orderId' | 'userId' | 'method' | 'captured' | 'refundTotal' | 'currency'>;
type StoredRefund = KnownRefund & { readonly cause: RefundCause };

/**
 * Makes our refunds agree with what a provider has paid back, see `reconcile`. The row of the payment is locked first, as
 * by R1, and its refunds are read behind that lock: two looks at once count a cancel once. Where that leaves nothing of what
 * was captured, and nothing of it was paid back by this shop, the commit also has the event by which the order follows;
 * where a part was paid back elsewhere, the one by which its parcel waits.
 */
@Injectable()
export class RefundReconciliation {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly refunds: RefundRepository,
  ) {}

  /** @returns the ids of refunds that are done, as the provider's books show */
  async execute(paymentId: number, { amount, cancels }: Captured): Promise<readonly number[]> {
    if (cancels.length === 0) return [];
    return this.database.transaction(async (tx) => {
      const { payment, refunds } = await lock(tx, paymentId);
      // Nothing of it is ours before the capture is recorded, which leaves out what was cancelled before.
      if (payment === undefined || payment.captured === 0) return [];
      const { done, external } = reconcile(cancels, refunds, { ...payment, capturedThere: amount });
      storeDone(tx, done);
      const added = await this.refunds.addExternal(
        tx,
        external.map((one) => ({
          ...{ paymentId, orderId: payment.orderId, cause: 'EXTERNAL', causeId: causeIdOf(one.reference), ...one },
        })),
      );
      if (done.length > 0) await deleteUsedAccounts(tx, [payment]);
      const stored = refunds.filter(({ refundId }) => done.some((one) => one.refundId === refundId));
      await this.bus.publish(
        tx,
        PaymentRefunded,
        [...stored, ...added].map(({ refundId, amount: refunded, cause }) => ({
          ...{ refundId, paymentId, orderId: payment.orderId, userId: payment.userId, amount: refunded, cause },
        })),
      );
      if (isTakenBack(payment, refunds, added)) {
        const { orderId, captured, currency } = payment;
        await this.bus.publish(tx, PaymentRefundedExternally, [{ paymentId, orderId, amount: captured, currency }]);
      } else if (added.length > 0) {
        await this.bus.publish(tx, PaymentPartlyRefundedExternally, [{ paymentId, orderId: payment.orderId }]);
      }
      return done.map(({ refundId }) => refundId);
    });
  }
}

async function lock(tx: Transaction, paymentId: number) {
  const [[payment], refunds] = (await tx.pipeline(
    {
      sql: `SELECT payment_id AS paymentId, order_id AS orderId, user_id AS userId, method, currency, captured,
              refund_total AS refundTotal FROM payments WHERE payment_id = ? FOR UPDATE`,
      parameters: [paymentId],
    },
    {
      sql: `SELECT refund_id AS refundId, mark, amount, IF(settled_as = 'POINTS', 'DONE', state) AS state, provider_ref AS providerRef, cause
            FROM refunds WHERE payment_id = ? ORDER BY refund_id FOR UPDATE`,
      parameters: [paymentId],
    },
  )) as [Locked[], StoredRefund[]];
  return { payment, refunds };
}

/** By what this look has added, all of it is back, and only by cancels that are none of ours (H10). */
function isTakenBack(
  { captured, refundTotal }: Locked,
  refunds: readonly StoredRefund[],
  added: readonly { readonly amount: number }[],
): boolean {
  const total = added.reduce((sum, { amount }) => sum + amount, refundTotal);
  return added.length > 0 && total === captured && refunds.every(({ cause }) => cause === 'EXTERNAL');
}

function storeDone(tx: Transaction, done: Reconciled['done']): void {
  for (const { refundId, reference } of done) {
    tx.deferExpecting(
      1,
      `UPDATE refunds SET state = 'DONE', completed_at = NOW(3), resolve_at = NULL, failure_code = NULL, provider_ref = ?
       WHERE refund_id = ? AND state <> 'DONE'`,
      [reference, refundId],
    );
  }
}

/** The same number for the same cancel, so that it is counted once. */
function causeIdOf(reference: string): number {
  return createHash('sha256').update(reference).digest().readUIntBE(0, 6);
}
