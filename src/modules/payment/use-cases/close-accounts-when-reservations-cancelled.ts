import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderReservationCancelled } from '#order-payments';
import { lookForDepositsNow } from '../persistence/payment-changes';

/**
 * Has the next look at once at accounts that wait for the money of cancelled orders: it closes them at the provider. A look
 * that is just being taken may have asked the order before, and so is taken again. An account that is given out after this
 * is looked at within a minute.
 */
@Injectable()
export class CloseAccountsWhenReservationsCancelled extends EventHandler<{ readonly orderId: number }> {
  override readonly event = OrderReservationCancelled;
  override readonly name = 'payment.close-accounts';

  constructor(private readonly database: Database) {
    super();
  }

  override async handle(batch: EventBatch<{ readonly orderId: number }>): Promise<void> {
    await this.database.transaction(async (tx) => {
      lookForDepositsNow(
        tx,
        batch.events.map(({ orderId }) => orderId),
      );
      await batch.complete(tx);
    });
  }
}
