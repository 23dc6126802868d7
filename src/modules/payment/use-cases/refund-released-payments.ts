import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderPaymentReleased, type ReleasedPayment } from '#order-payments';
import { RefundRepository } from '../persistence/refund.repository';

/** Pays back what was paid for orders that end without their goods: all that is left of the payment, once per order. */
@Injectable()
export class RefundReleasedPayments extends EventHandler<ReleasedPayment> {
  override readonly event = OrderPaymentReleased;
  override readonly name = 'payment.refund-released';

  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
  ) {
    super();
  }

  override async handle(batch: EventBatch<ReleasedPayment>): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.refunds.addDue(
        tx,
        batch.events.map(({ paymentId, orderId, cause }) => ({ paymentId, cause, causeId: orderId })),
      );
      await batch.complete(tx);
    });
  }
}
