import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import type { OrderedUnits } from '#order';
import { StockClient } from '#stock';
import { OrderReleased } from '../domain/order';

/** Returns the units of orders that no longer hold stock, once per order. */
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
