import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { UnexpectedRowCount, type Transaction } from '#platform/database/transaction';
import { OrderReleased, type OrderStatus } from '#order';
import type { OrderToPay } from '#order-payments';
import { complete, hasEnded, type OrderDecision } from '../domain/order';
import { benefitsOf, OrderBenefitsReleased } from '../domain/order-benefits';
import { lockOrders } from './order-status-writer';
import { OrderTransitions, type TransitionedOrder, units } from './order-transitions';

type Decisions = ReadonlyMap<number, OrderDecision>;
type MarkComplete = (tx: Transaction) => Promise<void>;

/**
 * Stores what was decided about orders that are to be paid: reserved, completed because nothing is due or it was paid in
 * advance, or failed. An order is changed only while it is undecided, so a repetition changes nothing. If it was cancelled
 * meanwhile, what was taken and set aside for it is released, also again.
 */
@Injectable()
export class PayableOrderCompletion {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly transitions: OrderTransitions,
  ) {}

  async complete(
    decisions: readonly OrderDecision[],
    placed: readonly OrderToPay[],
    markComplete: MarkComplete,
  ): Promise<void> {
    const decided = new Map(decisions.map((decision) => [decision.orderId, decision]));
    try {
      await this.completeUndecided(decided, placed, markComplete);
    } catch (error) {
      if (!(error instanceof UnexpectedRowCount)) throw error;
      await this.completeLocked(decided, placed, markComplete);
    }
  }

  /** The usual case, without a read: no order has changed since it was placed, which the compare-and-set verifies. */
  private async completeUndecided(
    decided: Decisions,
    placed: readonly OrderToPay[],
    markComplete: MarkComplete,
  ): Promise<void> {
    const { changed } = applied(decided, placed, () => 'ORDER_BEFORE');
    await this.database.transaction((tx) => this.transitions.store(tx, 'ORDER_BEFORE', changed, markComplete));
  }

  /** Some orders were completed or cancelled before: all are locked, read, and changed where they are undecided. */
  private async completeLocked(
    decided: Decisions,
    placed: readonly OrderToPay[],
    markComplete: MarkComplete,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const locked = await lockOrders(
        tx,
        placed.map(({ orderId }) => orderId),
      );
      const statuses = new Map(locked.map(({ orderId, status }) => [orderId, status]));
      const { changed, released, ended } = applied(decided, placed, (orderId) => statuses.get(orderId));
      await this.bus.publish(
        tx,
        OrderReleased,
        released.map(({ orderId, lines }) => ({ orderId, lines: units(lines) })),
      );
      await this.bus.publish(
        tx,
        OrderBenefitsReleased,
        benefitsOf(ended.map(({ orderId, owner, bill }) => ({ orderId, userId: owner.userId, benefits: bill }))),
      );
      await this.transitions.store(tx, 'ORDER_BEFORE', changed, markComplete);
    });
  }
}

/** What becomes of these orders, and whose units and benefits are released because they have ended before. */
function applied(
  decided: Decisions,
  placed: readonly OrderToPay[],
  statusOf: (orderId: number) => OrderStatus | undefined,
): { changed: TransitionedOrder[]; released: OrderToPay[]; ended: OrderToPay[] } {
  const changed: TransitionedOrder[] = [];
  const released: OrderToPay[] = [];
  const ended: OrderToPay[] = [];
  for (const order of placed) {
    const { orderId, owner, lines, bill, prepaid } = order;
    const decision = decided.get(orderId);
    const status = statusOf(orderId);
    if (decision === undefined || status === undefined) continue;
    const { outcome, releasesStock } = complete(status, decision, bill.due > 0 && prepaid === undefined);
    if (releasesStock) released.push(order);
    if (hasEnded(status)) ended.push(order);
    if (outcome === undefined) continue;
    const paidBy = prepaid?.paymentId ?? null;
    const accepts = outcome.status === 'ORDER_SUCCESS' ? prepaid : undefined;
    // An order that replaces an expired one has the instant of that one, which says nothing about this decision.
    const orderedAt = prepaid === undefined ? owner.orderedAt : undefined;
    const { userId } = owner;
    const terms = { lines, benefits: bill, due: bill.due, paidBy, accepts };
    changed.push({ orderId, userId, orderedAt, ...outcome, ...terms });
  }
  return { changed, released, ended };
}
