import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderPlaced, type PlacedOrder } from '#order';
import { traced } from '#platform/observability/tracing';
import { StockClient } from '#stock';
import { OrderCompletion } from '../persistence/order-completion';
import { TAKE_STOCK_HANDLER } from '../persistence/order.repository';

/** Decides orders: the stock takes their units or refuses, then their status follows. Either step may repeat. */
@Injectable()
export class TakeStockWhenOrdersPlaced extends EventHandler<PlacedOrder> {
  override readonly event = OrderPlaced;
  override readonly name = TAKE_STOCK_HANDLER;

  constructor(
    private readonly stock: StockClient,
    private readonly completion: OrderCompletion,
  ) {
    super();
  }

  override async handle(batch: EventBatch<PlacedOrder>): Promise<void> {
    const decisions = await this.stock.take(batch.events);
    await traced('order.complete', () => this.completion.complete(decisions, batch.events, (tx) => batch.complete(tx)));
  }
}
