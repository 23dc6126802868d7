import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { type CompletedReturn, ReturnCompleted } from '#shipping';
import { WalletClient } from '#wallet';
import { RefundRepository } from '../persistence/refund.repository';

/**
 * Pays back the money of completed returns, once per return, from the payment that the order has accepted: of an order that
 * replaces another one, that is the payment of the other one.
 */
@Injectable()
export class RefundReturns extends EventHandler<CompletedReturn> {
  override readonly event = ReturnCompleted;
  override readonly name = 'payment.refund-returns';

  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
  ) {
    super();
  }

  override async handle(batch: EventBatch<CompletedReturn>): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.refunds.addDue(
        tx,
        batch.events.flatMap(({ paymentId, returnId, money }) =>
          paymentId === null || money === 0
            ? []
            : [{ paymentId, cause: 'RETURN' as const, causeId: returnId, amount: money }],
        ),
      );
      await batch.complete(tx);
    });
  }
}

/**
 * Gives the points back that were set against the units of completed returns, once per return. Not one handler with the money:
 * what keeps one of them waiting does not repeat the other.
 */
@Injectable()
export class GivePointsOfReturnsBack extends EventHandler<CompletedReturn> {
  override readonly event = ReturnCompleted;
  override readonly name = 'payment.give-points-of-returns-back';

  constructor(private readonly wallet: WalletClient) {
    super();
  }

  override async handle({ events }: EventBatch<CompletedReturn>): Promise<void> {
    const withPoints = events.filter(({ points }) => points > 0);
    await this.wallet.refund(withPoints.map(({ returnId, userId, points }) => ({ returnId, userId, amount: points })));
  }
}
