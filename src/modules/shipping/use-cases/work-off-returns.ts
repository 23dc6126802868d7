import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderClient, type OrderProgress } from '#order-client';
import { type CompletedReturn, type MovedReturn, ReturnCompleted, ReturnMoved } from '#shipping';
import { StockClient } from '#stock';

/**
 * The order hears of each return. Versions decide there, so events that are handled twice, or in another order, change
 * nothing.
 */
@Injectable()
export class SendReturnProgress extends EventHandler<MovedReturn> {
  override readonly event = ReturnMoved;
  override readonly name = 'shipping.send-return-progress';

  constructor(private readonly orders: OrderClient) {
    super();
  }

  override async handle({ events }: EventBatch<MovedReturn>): Promise<void> {
    await this.orders.progress(
      events.map((moved) => ({ orderId: moved.orderId, version: moved.version, progress: progressOf(moved) })),
    );
  }
}

/** The units of completed returns can be sold again, once per return. */
@Injectable()
export class RestockReturns extends EventHandler<CompletedReturn> {
  override readonly event = ReturnCompleted;
  override readonly name = 'shipping.restock-returns';

  constructor(private readonly stock: StockClient) {
    super();
  }

  override async handle({ events }: EventBatch<CompletedReturn>): Promise<void> {
    await this.stock.restock(events.map(({ returnId, orderId, lines }) => ({ returnId, orderId, lines })));
  }
}

/** A return that has ended leaves its order delivered, unless every unit has come back. */
function progressOf({ state, allReturned }: MovedReturn): OrderProgress {
  if (state === 'RETURN_REQUESTED') return 'RETURN_REQUESTED';
  return allReturned ? 'RETURNED' : 'DELIVERED';
}
