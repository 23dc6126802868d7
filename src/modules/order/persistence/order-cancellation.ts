import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { EventBus } from '#platform/events/event-bus';
import { OrderReservationCancelled } from '#order-payments';
import { cancel, orderNotFound } from '../domain/order';
import { lockSales } from './order-sale';
import { OrderTransitions } from './order-transitions';

@Injectable()
export class OrderCancellation {
  constructor(
    private readonly database: Database,
    private readonly transitions: OrderTransitions,
    private readonly bus: EventBus,
  ) {}

  /**
   * Cancels an order of `ownerId`, or of any user, as an administrator, when that is null. Cancelling a cancelled order
   * changes nothing, and one that has been shipped is refused:
   * the row of the order decides between a cancel and its shipping (`OrderProgressWriter`). Its units, its coupon and its points go back, and so does its payment: the one it has accepted, or, while it is
   * undecided, the one that has bought it in advance.
   * @throws DomainError ORDER_NOT_FOUND, ORDER_NOT_CANCELLABLE
   */
  async cancel(orderId: number, ownerId: number | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [locked] = await lockSales(tx, [orderId]);
      if (locked === undefined || (ownerId !== null && locked.order.userId !== ownerId)) throw orderNotFound(orderId);
      const { order, sale } = locked;
      const { outcome } = cancel(order.status, sale.terms.progress, ownerId === null ? 'BY_ADMIN' : 'BY_BUYER');
      if (outcome === undefined) return;
      const { terms, lines } = sale;
      const cancelled = {
        ...outcome,
        ...{ orderId, userId: order.userId, orderedAt: undefined, soldOn: order.soldOn },
        ...{ lines, benefits: terms, paidBy: terms.receiptPaymentId ?? terms.prepaidBy },
      };
      if (order.status === 'ORDER_PENDING') await this.bus.publish(tx, OrderReservationCancelled, [{ orderId }]);
      await this.transitions.store(tx, order.status, [cancelled]);
    });
  }
}
