import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderPlaced, type PlacedOrder } from '#order';
import { traced } from '#platform/observability/tracing';
import { StockClient } from '#stock';
import { TAKE_STOCK } from '../domain/order.events';
import { OrderCompletion } from '../persistence/order-completion';

/** Where an order is decided: the stock takes or refuses, then the order's status follows. Either step may repeat. */
@Injectable()
export class TakeStockWhenOrdersPlaced extends EventHandler<PlacedOrder> {
  override readonly event = OrderPlaced;
  override readonly name = TAKE_STOCK;

  constructor(
    private readonly stock: StockClient,
    private readonly settlement: OrderCompletion,
  ) {
    super();
  }

  override async handle(batch: EventBatch<PlacedOrder>): Promise<void> {
    const decisions = await this.stock.take(batch.events);
    await traced('order.settle', () => this.settlement.complete(decisions, batch.events, (tx) => batch.complete(tx)));
  }
}
