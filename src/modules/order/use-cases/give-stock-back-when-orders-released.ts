import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import type { OrderedUnits } from '#order';
import { StockClient } from '#stock';
import { OrderReleased } from '../domain/order.events';

/** What was taken for an order that holds nothing any more goes back on the shelf, once per order. */
@Injectable()
export class GiveStockBackWhenOrdersReleased extends EventHandler<OrderedUnits> {
  override readonly event = OrderReleased;
  override readonly name = 'order.give-stock-back';

  constructor(private readonly stock: StockClient) {
    super();
  }

  override async handle(batch: EventBatch<OrderedUnits>): Promise<void> {
    await this.stock.giveBack(batch.events);
  }
}
