import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { traced } from '#platform/observability/tracing';
import { WalletClient } from '#wallet';
import { type DuePoints, PaymentPointsDue } from '../domain/payment.events';
import { PaymentResults } from '../persistence/payment-results';

/**
 * Takes the points of payments, then stores what became of them. Either step may repeat: each payment is booked once in
 * its wallet. The order is settled by the event of the second step, which this instance handles next, all of a batch
 * together. Settling it from here as well would cost a second round of the same, and bring nothing: only an event that was
 * handed over to another instance takes longer, and then this process is dead.
 */
@Injectable()
export class SpendPointsWhenPaymentsRequested extends EventHandler<DuePoints> {
  override readonly event = PaymentPointsDue;
  override readonly name = 'payment.spend-points';

  constructor(
    private readonly wallet: WalletClient,
    private readonly results: PaymentResults,
  ) {
    super();
  }

  override async handle(batch: EventBatch<DuePoints>): Promise<void> {
    const due = [...new Map(batch.events.map((payment) => [payment.paymentId, payment])).values()];
    const decisions = await this.wallet.spend(due);
    await traced('payment.record', () => this.results.recordSpendings(due, decisions, (tx) => batch.complete(tx)));
  }
}
