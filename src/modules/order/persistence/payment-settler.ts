import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Database } from '#platform/database/database';
import { isTransient } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { EventBus } from '#platform/events/event-bus';
import { OrderPaymentFailed, type SettledPayment, type SettlementOutcome } from '#order-payments';
import { type EndedAttempt, judge, type Judgement, type PayableOrder } from '../domain/settlement';
import { OrderConfig } from '../order.config';
import { type LockedSale, lockSales } from './order-sale';
import { OrderTransitions, type TransitionedOrder } from './order-transitions';

const MAX_BATCH = 500;
const MAX_QUEUE = 5_000;

/** An order, locked, as this transaction leaves it. */
interface SettledOrder extends LockedSale {
  state: PayableOrder;
  becomes: TransitionedOrder | undefined;
}

/**
 * Settles orders with their payments. The first transaction to lock the order's row decides: if expiry or a cancel does, the
 * payment is LATE or OVER; if a payment does, its receipt is stored with the new status, and answers every repetition.
 */
@Injectable()
export class PaymentSettler {
  private readonly ends = new Batcher<EndedAttempt, SettledPayment>((batch) => this.settleAll(batch), {
    name: 'order.settle-payments',
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    onFull: () => new Unavailable('Paying orders'),
    failsAll: isTransient,
  });

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly transitions: OrderTransitions,
    private readonly config: OrderConfig,
  ) {}

  /** Those that arrive at the same time share a transaction. */
  settle(end: EndedAttempt): Promise<SettledPayment> {
    return this.ends.add(end);
  }

  /**
   * After a COMMIT without an answer, all of it is done again: the locks of the orders wait for the old transaction, and
   * the receipts say whether it has committed.
   */
  private settleAll(ends: readonly EndedAttempt[]): Promise<Outcome<SettledPayment>[]> {
    return this.database.transaction((tx) => this.settleIn(tx, ends), { repeatUnknownCommit: true });
  }

  private async settleIn(tx: Transaction, ends: readonly EndedAttempt[]): Promise<Outcome<SettledPayment>[]> {
    const orders = new Map<number, SettledOrder>();
    for (const { order, sale } of await lockSales(tx, [...new Set(ends.map(({ orderId }) => orderId))])) {
      const state = sale.terms;
      orders.set(order.orderId, { order, sale, state, becomes: undefined });
    }
    const outcomes = this.judgeAll(ends, orders);
    await this.store(tx, [...orders.values()]);
    return outcomes;
  }

  /** Of one order's payments that come together, captured ones are first: they count, however many attempts failed. */
  private judgeAll(
    ends: readonly EndedAttempt[],
    orders: ReadonlyMap<number, SettledOrder>,
  ): Outcome<SettledPayment>[] {
    const outcomes = new Map<EndedAttempt, SettlementOutcome | undefined>();
    for (const outcome of ['CAPTURED', 'FAILED']) {
      for (const end of ends.filter((one) => one.outcome === outcome)) {
        outcomes.set(end, this.apply(end, orders.get(end.orderId)));
      }
    }
    return ends.map((end) => {
      const outcome = outcomes.get(end);
      if (outcome !== undefined) return { value: { paymentId: end.paymentId, outcome } };
      return { failed: new Unavailable(`The decision of order ${end.orderId}`) };
    });
  }

  private apply(end: EndedAttempt, settled: SettledOrder | undefined): SettlementOutcome | undefined {
    if (settled === undefined) return end.outcome === 'CAPTURED' ? 'OVER' : 'NOTED';
    const judgement = judge(settled.state, end, this.config.maxAttempts);
    if (judgement === undefined) return undefined;
    settled.state = stateAfter(settled.state, judgement, end);
    if (judgement.becomes !== undefined) {
      const { order, sale } = settled;
      const accepts = judgement.outcome === 'PAID' ? { paymentId: end.paymentId, amount: end.amount } : undefined;
      const { orderId, userId } = order;
      const transition = { orderId, userId, orderedAt: undefined, ...judgement.becomes };
      settled.becomes = { ...transition, lines: sale.lines, benefits: sale.terms, accepts };
    }
    return judgement.outcome;
  }

  private async store(tx: Transaction, orders: readonly SettledOrder[]): Promise<void> {
    const failed = orders.filter(({ state, sale }) => state.failed > sale.terms.failed);
    for (const { order, state } of failed) {
      tx.defer('UPDATE order_reservations SET requested = 0, failed = ? WHERE order_id = ?', [
        state.failed,
        order.orderId,
      ]);
    }
    await this.bus.publish(
      tx,
      OrderPaymentFailed,
      failed.map(({ order: { orderId, userId } }) => ({ orderId, userId })),
    );
    const changed = orders.flatMap(({ becomes }) => becomes ?? []);
    if (changed.length > 0) await this.transitions.store(tx, 'ORDER_PENDING', changed);
  }
}

function stateAfter(state: PayableOrder, judgement: Judgement, end: EndedAttempt): PayableOrder {
  const { becomes, failed = state.failed } = judgement;
  if (becomes === undefined) return { ...state, failed };
  return {
    ...state,
    failed,
    status: becomes.status,
    cancelReason: becomes.cancelReason ?? null,
    receiptPaymentId: judgement.outcome === 'PAID' ? end.paymentId : null,
  };
}
