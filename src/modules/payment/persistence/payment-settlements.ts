import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type Transaction, UnexpectedRowCount } from '#platform/database/transaction';
import type { Payment, PaymentOutcome } from '../domain/payment';
import type { DueRefund } from '../domain/refund';
import { PaymentMetrics } from '../payment-metrics';
import { lookForDepositsNow } from './payment-changes';
import { PaymentOutcomeChannel } from './payment-outcome-channel';
import { lockPayments } from './payment.queries';
import { RefundRepository } from './refund.repository';

/** What the order has said of a captured payment. */
export interface Settlement {
  readonly payment: Payment;
  readonly outcome: PaymentOutcome;
  /** another order keeps the money of a late payment */
  readonly isReplaced: boolean;
}

type MarkComplete = (tx: Transaction) => Promise<void>;

/**
 * Stores what orders said of payments (P6), and makes due what is to be paid back, in one commit. The order's word is for
 * ever, so whoever stores it second finds it, and changes nothing; a refund is due once for its cause.
 */
@Injectable()
export class PaymentSettlements {
  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
    private readonly outcomes: PaymentOutcomeChannel,
    private readonly metrics: PaymentMetrics,
  ) {}

  async store(settlements: readonly Settlement[], markComplete?: MarkComplete): Promise<void> {
    if (settlements.every(({ payment, outcome }) => outcome === 'PAID' && payment.isLive)) {
      try {
        return await this.database.transaction((tx) => this.storePaid(tx, settlements, markComplete));
      } catch (error) {
        if (!(error instanceof UnexpectedRowCount)) throw error;
      }
    }
    await this.database.transaction((tx) => this.storeLocked(tx, settlements, markComplete));
  }

  /** The usual case, without a read: no one has stored the outcome before, which the compare-and-set verifies. */
  private async storePaid(
    tx: Transaction,
    settlements: readonly Settlement[],
    markComplete: MarkComplete | undefined,
  ): Promise<void> {
    setOutcome(tx, 'PAID', settlements);
    await markComplete?.(tx);
    this.announce(tx, settlements);
  }

  private async storeLocked(
    tx: Transaction,
    settlements: readonly Settlement[],
    markComplete: MarkComplete | undefined,
  ): Promise<void> {
    const locked = await lockPayments(
      tx,
      settlements.map(({ payment }) => payment.paymentId),
    );
    const open = new Set(locked.filter(({ outcome }) => outcome === null).map(({ paymentId }) => paymentId));
    const added = settlements.filter(({ payment }) => open.has(payment.paymentId));
    for (const outcome of new Set(added.map((settlement) => settlement.outcome))) {
      setOutcome(
        tx,
        outcome,
        added.filter((settlement) => settlement.outcome === outcome),
      );
    }
    for (const { payment, outcome } of added) if (outcome === 'PAID' && !payment.isLive) abandonOthers(tx, payment);
    await this.refunds.addDue(tx, added.flatMap(refundOf));
    await markComplete?.(tx);
    this.announce(tx, added);
  }

  private announce(tx: Transaction, settlements: readonly Settlement[]): void {
    tx.afterCommit(() => {
      this.outcomes.publish(settlements.map(({ payment, outcome }) => ({ ...payment, outcome })));
      for (const { outcome } of settlements) this.metrics.settled(outcome);
    });
  }
}

/** After a mismatch the order still waits for its money, so that it can be paid by another attempt. */
function setOutcome(tx: Transaction, outcome: PaymentOutcome, settlements: readonly Settlement[]): void {
  if (settlements.length === 0) return;
  tx.deferExpecting(
    settlements.length,
    `UPDATE payments SET outcome = ?${outcome === 'MISMATCH' ? ', live = NULL' : ''}
     WHERE payment_id IN (?) AND outcome IS NULL`,
    [outcome, settlements.map(({ payment }) => payment.paymentId)],
  );
}

/**
 * The order is paid by an attempt that was given up (H3): no one may go on with the one that took its place. An account
 * that was given out for it is closed at the provider first (A11).
 */
function abandonOthers(tx: Transaction, { orderId, paymentId }: Payment): void {
  tx.defer(
    `UPDATE payments SET state = 'ABANDONED', live = NULL, resolve_at = NOW(3), resolve_attempts = 0
     WHERE order_id = ? AND payment_id <> ? AND state = 'REQUESTED'`,
    [orderId, paymentId],
  );
  lookForDepositsNow(tx, [orderId], paymentId);
}

function refundOf({ payment: { paymentId, orderId }, outcome, isReplaced }: Settlement): DueRefund[] {
  return outcome === 'PAID' || isReplaced ? [] : [{ paymentId, cause: outcome, causeId: orderId }];
}
