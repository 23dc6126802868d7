import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { Database } from '#platform/database/database';
import { type Transaction, UnexpectedRowCount } from '#platform/database/transaction';
import { EventBus } from '#platform/events/event-bus';
import type { Traces } from '#platform/events/traced-payloads';
import { type Trace, tracing } from '#platform/observability/tracing';
import { type EndedPayment, PaymentEnded } from '#payment';
import type { SpendingDecision } from '#wallet';
import { INSUFFICIENT_POINTS, type Payment, resultOf } from '../domain/payment';
import type { DuePoints } from '../domain/payment.events';
import type { ProviderStanding } from '../domain/provider';
import { PaymentMetrics } from '../payment-metrics';
import { endOf, type Judged, ordersWithLivePayment, storeResults } from './payment-changes';
import { lockPayments } from './payment.queries';
import { deleteUnneededAccounts, deleteUsedAccounts } from './refund-accounts';
import { RefundRepository } from './refund.repository';

/** What a provider has said of an attempt. */
export interface ProviderWord {
  readonly paymentId: number;
  readonly orderId: number;
  readonly standing: ProviderStanding;
  readonly trace?: Trace | undefined;
}

type Said = Pick<ProviderWord, 'standing' | 'trace'>;
type MarkComplete = (tx: Transaction) => Promise<void>;

/** A capture of an attempt that was given up takes the place of the live one, if another transaction has not just done so. */
const RACES = { duplicateMeansRace: true };

/**
 * Stores what providers have said of attempts (P3), with the event where they have ended. The rows are locked by id, and
 * judged behind the lock: the later of two answers, as of a look beside a confirmation, finds CAPTURED, and changes
 * nothing. An answer that came before and is stored late changes nothing either, but for a capture, which wins always.
 * What can meet of a deposit:
 *
 * - Two looks see it at once: the first sets the instant, the second finds it. It is counted by a look after that time,
 *   so an old answer that is stored late counts nothing.
 * - It bounces while it is counted: whichever is stored second finds the other. Counted first, it is reversed as soon as
 *   the order has judged it; gone first, it was never counted.
 * - Its end beside a refund: both lock this row first. A refund that was added before is owed no longer and is deleted,
 *   and one that comes later finds nothing to pay back. One that is just being sent is refused there.
 */
@Injectable()
export class PaymentResults {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly clock: DatabaseClock,
    private readonly metrics: PaymentMetrics,
    private readonly refunds: RefundRepository,
  ) {}

  /**
   * @param words one about an order
   * @returns the payments as they are then
   */
  async record(words: readonly ProviderWord[]): Promise<readonly Payment[]> {
    return this.database.transaction(async (tx) => {
      const payments = await lockPayments(
        tx,
        words.map(({ paymentId }) => paymentId),
      );
      return this.apply(tx, payments, new Map(words.map((word) => [word.paymentId, word])));
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
      ...captured.map(({ paymentId, orderId, userId, amount, currency }) => ({
        ...{ paymentId, orderId, userId, outcome: 'CAPTURED' as const, amount, currency, code: null },
      })),
      ...failed.map(({ paymentId, orderId, userId, currency }) => ({
        ...{ paymentId, orderId, userId, outcome: 'FAILED' as const, amount: 0, currency, code: INSUFFICIENT_POINTS },
      })),
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
    const words = payments.map((payment): [number, Said] => {
      const standing: ProviderStanding = spent.has(payment.paymentId)
        ? { ...capturedOf(payment), outcome: 'CAPTURED', cancels: [] }
        : { outcome: 'REFUSED', code: INSUFFICIENT_POINTS };
      return [payment.paymentId, { standing, trace: tracing?.current() }];
    });
    await this.apply(tx, payments, new Map(words));
    await markComplete(tx);
  }

  private async apply(
    tx: Transaction,
    payments: readonly Payment[],
    words: ReadonlyMap<number, Said>,
  ): Promise<readonly Payment[]> {
    const now = this.clock.now();
    const results = payments.flatMap((payment): Judged[] => {
      const standing = words.get(payment.paymentId)?.standing;
      const result = standing && resultOf(payment, standing, now);
      return result === undefined ? [] : [{ payment, result }];
    });
    const taken = await ordersWithLivePayment(tx, paymentsBecoming('CAPTURED', results));
    const changed = storeResults(tx, results, { now, taken });
    await this.followReversals(tx, results);
    await deleteUnneededAccounts(tx, paymentsBecoming('FAILED', results));
    const ended = results.flatMap(({ payment, result }) => endOf(payment, result));
    await this.publish(
      tx,
      ended,
      ended.map(({ paymentId }) => words.get(paymentId)?.trace),
    );
    const byId = new Map(changed.map((payment) => [payment.paymentId, payment]));
    return payments.map((payment) => byId.get(payment.paymentId) ?? payment);
  }

  /** What was owed of a deposit that has bounced is not owed any more; what comes again is owed. */
  private async followReversals(tx: Transaction, results: readonly Judged[]): Promise<void> {
    const reversed = paymentsBecoming('REVERSED', results);
    for (const payment of reversed) await this.refunds.cancelOwed(tx, payment.paymentId);
    await deleteUsedAccounts(tx, reversed);
    const again = paymentsBecoming('CAPTURED', results).filter(({ state }) => state === 'REVERSED');
    await this.refunds.addDue(
      tx,
      again.map(({ paymentId, orderId }) => ({ paymentId, cause: 'OVER', causeId: orderId })),
    );
  }

  private async publish(tx: Transaction, ended: readonly EndedPayment[], traces?: Traces): Promise<void> {
    await this.bus.publish(tx, PaymentEnded, ended, { traces });
    tx.afterCommit(() => this.metrics.ended(ended));
  }
}

function paymentsBecoming(state: Payment['state'], results: readonly Judged[]): Payment[] {
  return results.flatMap(({ payment, result }) => ('state' in result && result.state === state ? payment : []));
}

function capturedOf({ amount, currency, providerOrderId }: Payment) {
  return { amount, currency, providerOrderId };
}
