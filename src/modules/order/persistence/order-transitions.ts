import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { DatabaseClock } from '#platform/database/database-clock';
import type { Transaction } from '#platform/database/transaction';
import { OrderReleased, type OrderStatus } from '#order';
import { OrderPaid, OrderPaymentReleased, OrderReserved } from '#order-payments';
import { hasEnded, holdsStock } from '../domain/order';
import { type Benefits, benefitsOf, OrderBenefitsKept, OrderBenefitsReleased } from '../domain/order-benefits';
import type { SoldLine } from '../domain/sales';
import { OrderConfig } from '../order.config';
import { type ChangedOrder, OrderStatusWriter } from './order-status-writer';
import { SalesByDay } from './sales-by-day';

export interface TransitionedOrder extends ChangedOrder {
  readonly lines: readonly SoldLine[];
  readonly benefits: Benefits;
  /** what is to be paid, of an order that awaits its payment */
  readonly due?: number | null;
  /** the day in whose sales it was counted until now */
  readonly soldOn?: string | null;
  /** the payment that the order accepts by this */
  readonly accepts?: { readonly paymentId: number; readonly amount: number } | undefined;
  /** the payment that goes back because the order ends without its goods */
  readonly paidBy?: number | null;
}

/**
 * Stores transitions of orders with all that follows from them, in the same commit: reservations, receipts, the sales of
 * the day, and the events by which stock, coupons, points and money follow. The rows of the orders are locked first, those of
 * sales last; reservations and receipts are changed only under the lock of their order.
 */
@Injectable()
export class OrderTransitions {
  constructor(
    private readonly bus: EventBus,
    private readonly statuses: OrderStatusWriter,
    private readonly sales: SalesByDay,
    private readonly config: OrderConfig,
    private readonly clock: DatabaseClock,
  ) {}

  /** @param from the status of all of these orders, which is compared */
  async store(
    tx: Transaction,
    from: OrderStatus,
    orders: readonly TransitionedOrder[],
    markComplete?: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const today = this.sales.today();
    await this.statuses.write(tx, orders, from, today);
    if (from === 'ORDER_PENDING' && orders.length > 0) {
      tx.defer('DELETE FROM order_reservations WHERE order_id IN (?)', [orders.map(({ orderId }) => orderId)]);
    }
    await this.reserve(tx, inStatus(orders, 'ORDER_PENDING'));
    const sold = inStatus(orders, 'ORDER_SUCCESS');
    await this.accept(tx, sold);
    await this.publishEnds(tx, from, orders);
    await markComplete?.(tx);
    this.sales.add(
      tx,
      today,
      sold.map(({ lines }) => lines),
    );
    for (const { soldOn, lines } of orders) if (soldOn) this.sales.remove(tx, soldOn, lines);
  }

  private async reserve(tx: Transaction, orders: readonly TransitionedOrder[]): Promise<void> {
    if (orders.length === 0) return;
    const now = this.clock.now().getTime();
    const payBy = now + this.config.paymentWindowMs;
    const limit = new Date(now + this.config.longestReservationMs);
    tx.defer('INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit) VALUES ?', [
      orders.map(({ orderId, userId }) => [orderId, userId, new Date(payBy), limit]),
    ]);
    await this.bus.publish(
      tx,
      OrderReserved,
      orders.map(({ orderId, userId, due, lines }) => ({ orderId, userId, due: due ?? 0, payBy, lines: units(lines) })),
    );
  }

  private async accept(tx: Transaction, orders: readonly TransitionedOrder[]): Promise<void> {
    const paid = orders.flatMap(({ orderId, userId, lines, accepts }) =>
      accepts === undefined ? [] : [{ orderId, userId, ...accepts, lines: units(lines) }],
    );
    if (paid.length > 0) {
      tx.defer('INSERT INTO order_receipts (order_id, payment_id, amount) VALUES ?', [
        paid.map(({ orderId, paymentId, amount }) => [orderId, paymentId, amount]),
      ]);
    }
    await this.bus.publish(tx, OrderPaid, paid);
    await this.bus.publish(tx, OrderBenefitsKept, benefitsOf(orders));
  }

  private async publishEnds(tx: Transaction, from: OrderStatus, orders: readonly TransitionedOrder[]): Promise<void> {
    const cancelled = inStatus(orders, 'ORDER_CANCELLED');
    await this.bus.publish(
      tx,
      OrderReleased,
      cancelled.map(({ orderId, lines }) => ({ orderId, lines: units(lines), heldStock: holdsStock(from) })),
    );
    const ended = orders.filter(({ status }) => hasEnded(status));
    await this.bus.publish(tx, OrderBenefitsReleased, benefitsOf(ended));
    await this.bus.publish(
      tx,
      OrderPaymentReleased,
      ended.flatMap(({ orderId, status, paidBy }) =>
        paidBy
          ? [{ orderId, paymentId: paidBy, cause: status === 'ORDER_FAILURE' ? 'LATE' : 'CANCELLED' } as const]
          : [],
      ),
    );
  }
}

export function units(lines: readonly SoldLine[]): { productId: number; quantity: number }[] {
  return lines.map(({ productId, quantity }) => ({ productId, quantity }));
}

function inStatus(orders: readonly TransitionedOrder[], status: OrderStatus): TransitionedOrder[] {
  return orders.filter((order) => order.status === status);
}
