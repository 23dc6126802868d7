import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { traced } from '#platform/observability/tracing';
import { type EndedPayment, PaymentEnded } from '#payment';
import { SettlePayments } from './settle-payments';

/** The one way in which orders come to know of their payments, whatever brought these to their end. */
@Injectable()
export class SettleOrdersWhenPaymentsEnd extends EventHandler<EndedPayment> {
  override readonly event = PaymentEnded;
  override readonly name = 'payment.settle-orders';

  constructor(private readonly settler: SettlePayments) {
    super();
  }

  override async handle(batch: EventBatch<EndedPayment>): Promise<void> {
    const paymentIds = [...new Set(batch.events.map(({ paymentId }) => paymentId))];
    await traced('payment.settle', () => this.settler.of(paymentIds, (tx) => batch.complete(tx)));
  }
}
