import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { isDuplicateKey } from '#platform/database/errors';
import { EventBus } from '#platform/events/event-bus';
import { CannotOpen } from '#platform/security/sealed-text';
import { type LatePayment, OrderPlacedToPay } from '#order-payments';
import type { MissedOrder } from '../domain/replacement';
import { OrderMetrics } from '../order-metrics';
import { insertOrders, placedToPay } from './insert-orders';
import { OrderAddresses } from './order-addresses';

/** What is decided about a late payment: the order that it buys, or `undefined`: none. */
interface ReplacementDecision {
  readonly late: LatePayment;
  readonly replacement: MissedOrder | undefined;
}

export interface StoredDecision {
  readonly paymentId: number;
  /** null: the payment has bought nothing */
  readonly orderId: number | null;
}

/**
 * The table `order_replacements`: one row for each order that a payment came too late for. A refusal is stored too, as
 * what it depends on changes: of two instances that decide at the same time, one would replace the order, and the other
 * pay back.
 */
@Injectable()
export class ReplacementRepository {
  private readonly log = new Logger('Orders');

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly metrics: OrderMetrics,
    private readonly addresses: OrderAddresses,
  ) {}

  /** What was decided about these orders, by the id of the order. */
  async decisionsOn(orderIds: readonly number[]): Promise<Map<number, StoredDecision>> {
    const rows = await this.database.query<StoredDecision & { replacesOrderId: number }>(
      `SELECT replaces_order_id AS replacesOrderId, payment_id AS paymentId, order_id AS orderId
       FROM order_replacements WHERE replaces_order_id IN (?)`,
      [orderIds],
    );
    return new Map(rows.map(({ replacesOrderId, paymentId, orderId }) => [replacesOrderId, { paymentId, orderId }]));
  }

  /** The orders among these whose buyers have ordered one of their products again since, and have it or may still pay. */
  async orderedAgain(orderIds: readonly number[]): Promise<Set<number>> {
    if (orderIds.length === 0) return new Set();
    const rows = await this.database.query<{ orderId: number }>(
      `SELECT DISTINCT missed.order_id AS orderId
       FROM orders AS missed
       JOIN order_items AS line ON line.order_id = missed.order_id
       JOIN orders AS newer FORCE INDEX (ix_orders_user_ordered)
         ON newer.user_id = missed.user_id AND newer.ordered_at > missed.ordered_at
       JOIN order_items AS again ON again.order_id = newer.order_id AND again.product_id = line.product_id
       LEFT JOIN order_replacements AS replacement ON replacement.order_id = newer.order_id
       WHERE missed.order_id IN (?) AND newer.status IN ('ORDER_PENDING', 'ORDER_SUCCESS')
         AND replacement.order_id IS NULL`,
      [orderIds],
    );
    return new Set(rows.map(({ orderId }) => orderId));
  }

  /**
   * Stores all of these decisions with the orders that they make, which are decided afterwards as any other order. If
   * another call has decided about one of the orders or payments, nothing is stored.
   * @throws CommitUnknown when they may or may not be stored; a repetition waits for the old transaction
   */
  async store(decisions: readonly ReplacementDecision[]): Promise<void> {
    // In one order, so that two instances with the same decisions wait for each other instead of deadlocking.
    const sorted = decisions
      .map((decision) => this.readdressed(decision))
      .sort((one, other) => one.late.orderId - other.late.orderId);
    const made = sorted.flatMap(({ late, replacement }) => (replacement === undefined ? [] : [{ late, replacement }]));
    try {
      await this.database.transaction(async (tx) => {
        await tx.execute('INSERT INTO order_replacements (replaces_order_id, payment_id, order_id) VALUES ?', [
          sorted.map(({ late, replacement }) => [late.orderId, late.paymentId, replacement?.orderId ?? null]),
        ]);
        tx.afterCommit(() => {
          for (const { replacement } of sorted)
            this.metrics.latePayment(replacement === undefined ? 'refused' : 'replaced');
        });
        if (made.length === 0) return;
        await insertOrders(
          tx,
          made.map(({ replacement }) => replacement),
        );
        await this.bus.publish(
          tx,
          OrderPlacedToPay,
          made.map(({ late: { paymentId }, replacement }) =>
            placedToPay(replacement, { paymentId, amount: replacement.payment.bill.due }),
          ),
        );
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * The address is sealed for one order: a copy has to be sealed anew. Without the address to which the buyer wanted the
   * goods, the payment goes back.
   */
  private readdressed(decision: ReplacementDecision): ReplacementDecision {
    const { late, replacement } = decision;
    if (replacement === undefined || replacement.addressSealed === null) return decision;
    try {
      const { orderId, addressSealed } = replacement;
      const copy = this.addresses.copy(addressSealed, late.orderId, orderId);
      return { late, replacement: { ...replacement, addressSealed: copy } };
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      this.log.error({ msg: 'A late payment buys nothing: the address cannot be opened', ...late, err: error });
      return { late, replacement: undefined };
    }
  }
}
