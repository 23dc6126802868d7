import { Injectable } from '@nestjs/common';
import { type Batch, Reaction } from '#platform/bus/reaction';
import type { OrderedUnits } from '#order';
import { StockClient } from '#stock';
import { OrderReleased } from '../domain/order.facts';

/** What was taken for an order that holds nothing any more goes back on the shelf, once per order. */
@Injectable()
export class GiveStockBackWhenOrdersReleased extends Reaction<OrderedUnits> {
  override readonly fact = OrderReleased;
  override readonly name = 'order.give-stock-back';

  constructor(private readonly stock: StockClient) {
    super();
  }

  override async react(batch: Batch<OrderedUnits>): Promise<void> {
    await this.stock.giveBack(batch.facts);
  }
}
