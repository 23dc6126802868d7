import { Injectable, Logger } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderPayments } from '#order-payments';
import { PaymentRefundedExternally, type PaymentTakenBack } from '../domain/payment.events';
import { SettlePayments } from './settle-payments';

/**
 * Takes payments off their orders that someone has wholly paid back at the provider's own console: there is no money behind
 * those orders any more (H10). What can meet:
 *
 * - The look dies after its commit: the event is stored with the refund EXTERNAL in that commit, and is handled by another
 *   instance. A look that comes later finds that refund, adds none, and publishes nothing.
 * - The same again, after a crash or from two instances at once: the order is locked, and has lost its receipt by then
 *   (`PaymentReversals`), so it is cancelled once.
 * - The look comes before the order has judged the capture: it is made to judge first. It takes the money, and loses it
 *   again; an instance that settles the same capture late finds an order that is over, and an outcome that is stored.
 * - A late payment: the order that it has bought, decided or not, is the one that is cancelled.
 * - A cancel of the order: the first to lock its row says why it has ended. The refund of a cancel finds nothing left to
 *   pay back. If it is there before the look, the money that went back is taken for it, and no event is published.
 */
@Injectable()
export class ReverseOrdersWhenPaymentsRefundedExternally extends EventHandler<PaymentTakenBack> {
  override readonly event = PaymentRefundedExternally;
  override readonly name = 'payment.reverse-orders';
  private readonly log = new Logger('Payments');

  constructor(
    private readonly settler: SettlePayments,
    private readonly orders: OrderPayments,
  ) {
    super();
  }

  override async handle({ events }: EventBatch<PaymentTakenBack>): Promise<void> {
    await this.settler.of(events.map(({ paymentId }) => paymentId));
    await this.orders.settle(events.map((event) => ({ ...event, outcome: 'REVERSED', failedAttempts: 0 })));
    for (const { paymentId, orderId, amount } of events) {
      this.log.warn({ msg: 'A payment was wholly paid back at its provider', paymentId, orderId, amount });
    }
  }
}
