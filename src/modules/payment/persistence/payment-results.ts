import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { Database } from '#platform/database/database';
import { type Transaction, UnexpectedRowCount } from '#platform/database/transaction';
import { EventBus } from '#platform/events/event-bus';
import { type EndedPayment, PaymentEnded } from '#payment';
import type { SpendingDecision } from '#wallet';
import { INSUFFICIENT_POINTS, type Payment, type PaymentResult, resultOf } from '../domain/payment';
import type { DuePoints } from '../domain/payment.events';
import type { ProviderStanding } from '../domain/provider';
import { PaymentMetrics } from '../payment-metrics';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payment.queries';

/** What a provider has said of an attempt. */
export interface ProviderWord {
  readonly paymentId: number;
  readonly standing: ProviderStanding;
}

interface Ended {
  readonly payment: Payment;
  readonly result: PaymentResult;
}
type MarkComplete = (tx: Transaction) => Promise<void>;

/** A capture of an attempt that was given up takes the place of the live one, if another transaction has not just done so. */
const RACES = { duplicateMeansRace: true };

/**
 * Stores how attempts have ended (P3), with the event. The rows are locked by id, and judged behind the lock: the later
 * of two answers, as of a look beside a confirmation, finds CAPTURED, and changes nothing. An answer that came before and
 * is stored late changes nothing either, but for a capture, which wins always.
 */
@Injectable()
export class PaymentResults {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly clock: DatabaseClock,
    private readonly metrics: PaymentMetrics,
  ) {}

  /** @returns the payments as they are then */
  async record(words: readonly ProviderWord[]): Promise<readonly Payment[]> {
    return this.database.transaction(async (tx) => {
      const payments = await lockPayments(
        tx,
        words.map(({ paymentId }) => paymentId),
      );
      return this.apply(tx, payments, new Map(words.map(({ paymentId, standing }) => [paymentId, standing])));
    }, RACES);
  }

  /**
   * Stores what became of payments by points. Usually no one else has touched them, which the compare-and-set verifies:
   * one round trip.
   */
  async recordSpendings(
    due: readonly DuePoints[],
    decisions: readonly SpendingDecision[],
    markComplete: MarkComplete,
  ): Promise<void> {
    const spent = new Set(decisions.filter(({ outcome }) => outcome === 'SPENT').map(({ paymentId }) => paymentId));
    try {
      await this.database.transaction((tx) => this.storeSpendings(tx, due, spent, markComplete));
    } catch (error) {
      if (!(error instanceof UnexpectedRowCount)) throw error;
      await this.database.transaction((tx) => this.storeLocked(tx, due, spent, markComplete), RACES);
    }
  }

  private async storeSpendings(
    tx: Transaction,
    due: readonly DuePoints[],
    spent: ReadonlySet<number>,
    markComplete: MarkComplete,
  ): Promise<void> {
    const captured = due.filter(({ paymentId }) => spent.has(paymentId));
    const failed = due.filter(({ paymentId }) => !spent.has(paymentId));
    if (captured.length > 0) {
      tx.deferExpecting(
        captured.length,
        `UPDATE payments SET state = 'CAPTURED', captured = amount, approved_at = ?
         WHERE payment_id IN (?) AND state = 'CONFIRMING'`,
        [this.clock.now(), captured.map(({ paymentId }) => paymentId)],
      );
    }
    if (failed.length > 0) {
      tx.deferExpecting(
        failed.length,
        `UPDATE payments SET state = 'FAILED', live = NULL, failure_code = ?
         WHERE payment_id IN (?) AND state = 'CONFIRMING'`,
        [INSUFFICIENT_POINTS, failed.map(({ paymentId }) => paymentId)],
      );
    }
    await this.publish(tx, [
      ...captured.map((payment) => endedPayment(payment, { ...payment, state: 'CAPTURED' })),
      ...failed.map((payment) => endedPayment(payment, { state: 'FAILED', code: INSUFFICIENT_POINTS })),
    ]);
    await markComplete(tx);
  }

  private async storeLocked(
    tx: Transaction,
    due: readonly DuePoints[],
    spent: ReadonlySet<number>,
    markComplete: MarkComplete,
  ): Promise<void> {
    const payments = await lockPayments(
      tx,
      due.map(({ paymentId }) => paymentId),
    );
    const standings = payments.map((payment): [number, ProviderStanding] => [
      payment.paymentId,
      spent.has(payment.paymentId)
        ? { ...payment, outcome: 'CAPTURED', cancels: [] }
        : { outcome: 'REFUSED', code: INSUFFICIENT_POINTS },
    ]);
    await this.apply(tx, payments, new Map(standings));
    await markComplete(tx);
  }

  private async apply(
    tx: Transaction,
    payments: readonly Payment[],
    standings: ReadonlyMap<number, ProviderStanding>,
  ): Promise<readonly Payment[]> {
    const ended = payments.flatMap((payment): Ended[] => {
      const standing = standings.get(payment.paymentId);
      const result = standing && resultOf(payment, standing);
      return result === undefined ? [] : [{ payment, result }];
    });
    const taken = await ordersWithLivePayment(tx, ended);
    const changed = ended.map(({ payment, result }) => this.store(tx, payment, result, taken));
    await this.publish(
      tx,
      ended.map(({ payment, result }) => endedPayment(payment, result)),
    );
    const byId = new Map(changed.map((payment) => [payment.paymentId, payment]));
    return payments.map((payment) => byId.get(payment.paymentId) ?? payment);
  }

  /** @param taken orders that have another live attempt: this one cannot take its place (H3) */
  private store(tx: Transaction, payment: Payment, result: PaymentResult, taken: ReadonlySet<number>): Payment {
    const { paymentId } = payment;
    if (result.state === 'FAILED') {
      const set = `state = 'FAILED', live = NULL, failure_code = ?, resolve_at = NULL`;
      tx.deferExpecting(1, `UPDATE payments SET ${set} WHERE payment_id = ?`, [result.code, paymentId]);
      return { ...payment, state: 'FAILED', isLive: false, failureCode: result.code };
    }
    const isLive = payment.isLive || !taken.has(payment.orderId);
    const approvedAt = this.clock.now();
    tx.deferExpecting(
      1,
      `UPDATE payments SET state = 'CAPTURED', live = ?, captured = ?, currency = ?, approved_at = ?,
         failure_code = NULL, resolve_at = NULL WHERE payment_id = ?`,
      [isLive ? 1 : null, result.amount, result.currency, approvedAt, paymentId],
    );
    const { amount: captured, currency } = result;
    return { ...payment, state: 'CAPTURED', isLive, captured, currency, approvedAt, failureCode: null };
  }

  private async publish(tx: Transaction, ended: readonly EndedPayment[]): Promise<void> {
    await this.bus.publish(tx, PaymentEnded, ended);
    tx.afterCommit(() => this.metrics.ended(ended));
  }
}

/** Locks the payments in ascending order. */
export async function lockPayments(tx: Transaction, paymentIds: readonly number[]): Promise<Payment[]> {
  const rows = await tx.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments FORCE INDEX (PRIMARY)
     WHERE payment_id IN (?) ORDER BY payment_id FOR UPDATE`,
    [paymentIds],
  );
  return rows.map(toPayment);
}

async function ordersWithLivePayment(tx: Transaction, ended: readonly Ended[]): Promise<Set<number>> {
  const given = ended.filter(({ payment, result }) => result.state === 'CAPTURED' && !payment.isLive);
  if (given.length === 0) return new Set();
  const rows = await tx.query<{ readonly orderId: number }>(
    'SELECT order_id AS orderId FROM payments WHERE order_id IN (?) AND live = 1',
    [given.map(({ payment }) => payment.orderId)],
  );
  return new Set(rows.map(({ orderId }) => orderId));
}

function endedPayment(
  { paymentId, orderId, userId, currency }: Pick<Payment, 'paymentId' | 'orderId' | 'userId' | 'currency'>,
  result: PaymentResult,
): EndedPayment {
  const ids = { paymentId, orderId, userId };
  return result.state === 'CAPTURED'
    ? { ...ids, outcome: 'CAPTURED', amount: result.amount, currency: result.currency, code: null }
    : { ...ids, outcome: 'FAILED', amount: 0, currency, code: result.code };
}
