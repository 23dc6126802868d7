import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { isTransient } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { OrderPayments, type PaymentEnd, type SettledPayment } from '#order-payments';
import { PaymentConfig } from '../payment.config';
import { type EndedAttempt, PaymentQueries } from '../persistence/payment.queries';
import { PaymentOutcomeChannel } from '../persistence/payment-outcome-channel';
import { PaymentSettlements, type Settlement } from '../persistence/payment-settlements';

type MarkComplete = (tx: Transaction) => Promise<void>;

/**
 * Settles orders with their payments, and stores what they answer. Each step may repeat: the order's answer is for ever,
 * and a replacement is bought once. A process that dies between two steps leaves the event due, and the handler does all
 * of it again.
 */
@Injectable()
export class SettlePayments {
  private readonly payments = new Batcher<number, void>(
    async (paymentIds) => {
      await this.settle([...new Set(paymentIds)]);
      return paymentIds.map(() => ({ value: undefined }));
    },
    {
      name: 'payment.settle-now',
      maxBatchSize: 500,
      maxQueue: 5_000,
      onFull: () => new Unavailable('Settling payments'),
      failsAll: isTransient,
    },
  );
  private readonly running = new Map<number, Promise<void>>();

  constructor(
    private readonly config: PaymentConfig,
    private readonly orders: OrderPayments,
    private readonly queries: PaymentQueries,
    private readonly settlements: PaymentSettlements,
    private readonly outcomes: PaymentOutcomeChannel,
  ) {}

  /**
   * Settles a payment at once, whatever waits before its event, so that no expiry beats a payment that was made in time.
   * The event's handler waits for this, and finds the work done. Payments that end at the same time are settled together;
   * where that fails for one of them, what was done for the others is done again.
   */
  async now(paymentId: number): Promise<void> {
    const settling = this.payments.add(paymentId);
    this.running.set(paymentId, settling);
    try {
      await settling;
    } finally {
      this.running.delete(paymentId);
    }
  }

  /** @param markComplete runs in the transaction that stores the outcomes */
  async of(paymentIds: readonly number[], markComplete?: MarkComplete): Promise<void> {
    await Promise.allSettled(paymentIds.flatMap((paymentId) => this.running.get(paymentId) ?? []));
    await this.settle(paymentIds, markComplete);
  }

  /** What is sent is the payment as it is now: an attempt that had failed may be captured since. */
  private async settle(paymentIds: readonly number[], markComplete?: MarkComplete): Promise<void> {
    const ended = await this.queries.ended(paymentIds);
    const open = ended.filter(({ state, outcome }) => state !== 'CAPTURED' || outcome === null);
    const settled = open.length === 0 ? [] : await this.orders.settle(open.map(toEnd));
    const replaced = await this.replaceLate(open, settled);
    const byId = new Map(open.map((payment) => [payment.paymentId, payment]));
    const settlements = settled.flatMap(({ paymentId, outcome }): Settlement[] => {
      const payment = byId.get(paymentId);
      if (payment === undefined || outcome === 'NOTED') return [];
      return [{ payment, outcome, isReplaced: replaced.has(paymentId) }];
    });
    if (settlements.length > 0 || markComplete !== undefined) await this.settlements.store(settlements, markComplete);
    this.outcomes.publish(open.filter(({ state }) => state === 'FAILED'));
  }

  /**
   * Orders are asked also where late payments go back: an instance with the other setting may be deciding at the same
   * time, or may have decided and died, and only one decision is stored.
   * @returns the late payments that have bought another order
   */
  private async replaceLate(
    payments: readonly EndedAttempt[],
    settled: readonly SettledPayment[],
  ): Promise<ReadonlySet<number>> {
    const lateIds = new Set(settled.filter(({ outcome }) => outcome === 'LATE').map(({ paymentId }) => paymentId));
    if (lateIds.size === 0) return new Set();
    const mayBuy = this.config.replacesLate;
    const late = payments.filter(({ paymentId }) => lateIds.has(paymentId));
    const replacements = await this.orders.replace(
      late.map(({ paymentId, orderId }) => ({ paymentId, orderId, mayBuy })),
    );
    return new Set(replacements.filter(({ outcome }) => outcome === 'REPLACED').map(({ paymentId }) => paymentId));
  }
}

function toEnd({ paymentId, orderId, state, captured, currency, failedAttempts }: EndedAttempt): PaymentEnd {
  const outcome = state === 'CAPTURED' || state === 'REVERSED' ? state : 'FAILED';
  return { paymentId, orderId, outcome, amount: captured, currency, failedAttempts };
}
