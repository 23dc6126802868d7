import { Injectable } from '@nestjs/common';
import { CommitUnknown } from '#platform/database/errors';
import { IdBlocks } from '#platform/database/id-blocks';
import { Unavailable } from '#platform/domain-error';
import type { LatePayment, Replacement } from '#order-payments';
import { StockClient } from '#stock';
import { benefitsOf } from '../domain/order-benefits';
import { isMissed, type MissedOrder, replacementOf } from '../domain/replacement';
import { OrderQueries } from '../persistence/order.queries';
import { ReplacementRepository, type StoredDecision } from '../persistence/replacement.repository';
import { BenefitReservations } from './benefit-reservations';

const MAX_ATTEMPTS = 5;

/**
 * Lets late payments buy orders in place of those that have expired. The expired order stays as it is. Its units, its
 * coupon and its points are given back first, since the event that will do so may still wait, and they may be the last
 * ones. The new order reserves them again, at the instant of the old one; if another order has them by then, it fails, and
 * the payment goes back.
 *
 * What is repeated: all of it, after a crash, by another instance at the same time, or because the outcome of the commit
 * is unknown. Giving back is idempotent, and the row of the decision is inserted first: its keys let one decision win,
 * and the others read it. A second payment for the same order finds the decision of another payment, and goes back.
 */
@Injectable()
export class ReplaceOrders {
  constructor(
    private readonly queries: OrderQueries,
    private readonly replacements: ReplacementRepository,
    private readonly stock: StockClient,
    private readonly benefits: BenefitReservations,
    private readonly ids: IdBlocks,
  ) {}

  async execute(payments: readonly LatePayment[]): Promise<Replacement[]> {
    if (payments.length === 0) return [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const decided = await this.replacements.decisionsOn(payments.map(({ orderId }) => orderId));
      const undecided = firstOfEach(payments.filter(({ orderId }) => !decided.has(orderId)));
      const missed = (await this.queries.findAll(undecided.map(({ orderId }) => orderId))).filter(isMissed);
      const deciding = undecided.filter((late) => missed.some(({ orderId }) => orderId === late.orderId));
      if (deciding.length === 0) {
        return payments.map(({ paymentId, orderId }) => answer(paymentId, decided.get(orderId)));
      }
      await this.decide(deciding, missed);
    }
    throw new Unavailable('Replacing orders');
  }

  /** Afterwards, the decisions are stored, by this call or by another, unless they must be made again. */
  private async decide(payments: readonly LatePayment[], missed: readonly MissedOrder[]): Promise<void> {
    const refused = new Set(payments.filter(({ mayBuy = true }) => !mayBuy).map(({ orderId }) => orderId));
    const wanted = missed.filter(({ orderId }) => !refused.has(orderId));
    const again = await this.replacements.orderedAgain(wanted.map(({ orderId }) => orderId));
    const replaced = wanted.filter(({ orderId }) => !again.has(orderId));
    await this.giveBack(replaced);
    const ids = await this.ids.take('orders', replaced.length);
    const replacements = new Map(
      replaced.map((order, index) => [order.orderId, replacementOf(order, ids[index] as number)]),
    );
    try {
      await this.replacements.store(payments.map((late) => ({ late, replacement: replacements.get(late.orderId) })));
    } catch (error) {
      if (!(error instanceof CommitUnknown)) throw error;
    }
  }

  private async giveBack(orders: readonly MissedOrder[]): Promise<void> {
    if (orders.length === 0) return;
    const units = orders.map(({ orderId, lines }) => ({
      orderId,
      lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
    }));
    const benefits = benefitsOf(
      orders.map(({ orderId, userId, payment: { bill } }) => ({ orderId, userId, benefits: bill })),
    );
    await Promise.all([this.stock.giveBack(units), this.benefits.release(benefits)]);
  }
}

/** Of several payments for one order, only the first one can buy another. */
function firstOfEach(payments: readonly LatePayment[]): LatePayment[] {
  return [...new Map([...payments].reverse().map((late) => [late.orderId, late])).values()];
}

function answer(paymentId: number, decision: StoredDecision | undefined): Replacement {
  const orderId = decision?.paymentId === paymentId ? decision.orderId : null;
  return orderId === null ? { paymentId, outcome: 'REFUSED' } : { paymentId, outcome: 'REPLACED', orderId };
}
