import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { type OrderedUnits, OrderReleased } from '#order';
import { StockClient } from '#stock';

/** Stored with every publication, so the name must not change. */
export const GIVE_BACK_HANDLER = 'order.give-stock-back';

/** Returns the units of orders that no longer hold stock, once per order. */
@Injectable()
export class GiveStockBackWhenOrdersReleased extends EventHandler<OrderedUnits> {
  override readonly event = OrderReleased;
  override readonly name = GIVE_BACK_HANDLER;

  constructor(private readonly stock: StockClient) {
    super();
  }

  override async handle(batch: EventBatch<OrderedUnits>): Promise<void> {
    await this.stock.giveBack(batch.events);
  }
}
