import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { judgeReversal } from '../domain/settlement';
import { OrderMetrics } from '../order-metrics';
import { type LockedSale, lockSales } from './order-sale';
import { OrderTransitions } from './order-transitions';

/** A captured payment whose money has gone back by itself, and the order that it was made for. */
export interface ReversedPayment {
  readonly paymentId: number;
  readonly orderId: number;
}

/**
 * Takes payments off orders whose money has gone back without a refund of this shop: a deposit has bounced, or all of it was
 * paid back at the provider's console. The receipt says whose a payment is: the order that it was made
 * for, or the order that it has bought as a late payment. Both are locked, in ascending order, and judged behind the lock.
 * What can meet:
 *
 * - The same again, after a crash, from another instance, or because the outcome of a COMMIT is unknown: the receipt is
 *   gone and the order is cancelled, so nothing changes.
 * - A cancel: whichever locks the order first ends it. Cancelled first, the order keeps its reason and loses the receipt;
 *   payments end the refund themselves. Reversed first, the cancel finds a cancelled order.
 * - A replacement that is not decided yet: it is cancelled, and its stock is decided afterwards as of any cancelled order:
 *   what was taken is given back. Decided first, it is completed, has the receipt, and is cancelled all the same.
 * - The goods leave: if they leave first, the order stays as it is, and an alert asks for an administrator; otherwise
 *   shipping is answered OVER (`OrderProgressWriter`), and nothing leaves.
 * - A capture that is settled late, as by an instance that was frozen: the order has ended and has no receipt, so it is
 *   OVER, and payments have stored its outcome before: they reverse only what has one.
 */
@Injectable()
export class PaymentReversals {
  private readonly log = new Logger('Orders');

  constructor(
    private readonly database: Database,
    private readonly transitions: OrderTransitions,
    private readonly metrics: OrderMetrics,
  ) {}

  async reverse(payment: ReversedPayment): Promise<void> {
    const bought = await this.boughtBy(payment);
    await this.database.transaction(
      async (tx) => {
        // In a transaction of its own: it takes sales off their days, whose rows are locked last.
        for (const locked of await lockSales(tx, [payment.orderId, ...bought])) {
          await this.reverseOrder(tx, locked, payment.paymentId);
        }
      },
      { repeatUnknownCommit: true },
    );
  }

  /** What a late payment has bought is decided, once, before the payment has an outcome. */
  private async boughtBy({ paymentId }: ReversedPayment): Promise<number[]> {
    const rows = await this.database.query<{ readonly orderId: number }>(
      'SELECT order_id AS orderId FROM order_replacements WHERE payment_id = ? AND order_id IS NOT NULL',
      [paymentId],
    );
    return rows.map(({ orderId }) => orderId);
  }

  private async reverseOrder(tx: Transaction, { order, sale }: LockedSale, paymentId: number): Promise<void> {
    const { terms, lines } = sale;
    const { becomes, losesReceipt, isTooLate } = judgeReversal(terms, terms.prepaidBy, paymentId);
    const { orderId, userId, soldOn } = order;
    if (isTooLate) {
      tx.afterCommit(() => {
        this.metrics.shippedUnpaid();
        this.log.error({ msg: 'The payment of an order has gone back after it was shipped', orderId, paymentId });
      });
    }
    if (losesReceipt) {
      tx.deferExpecting(1, 'DELETE FROM order_receipts WHERE order_id = ? AND payment_id = ?', [orderId, paymentId]);
    }
    if (becomes === undefined) return;
    const cancelled = { orderId, userId, orderedAt: undefined, soldOn, ...becomes, lines, benefits: terms };
    await this.transitions.store(tx, order.status, [cancelled]);
  }
}
