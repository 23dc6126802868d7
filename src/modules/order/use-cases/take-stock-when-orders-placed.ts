import { Injectable } from '@nestjs/common';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { OrderPlaced, type PlacedOrder } from '#order';
import { traced } from '#platform/observability/tracing';
import { StockClient } from '#stock';
import { TAKE_STOCK } from '../domain/order.facts';
import { OrderSettlement } from '../persistence/order-settlement';

/** Where an order is decided: the stock takes or refuses, then the order's status follows. Either step may repeat. */
@Injectable()
export class TakeStockWhenOrdersPlaced extends Reaction<PlacedOrder> {
  override readonly fact = OrderPlaced;
  override readonly name = TAKE_STOCK;

  constructor(
    private readonly stock: StockClient,
    private readonly settlement: OrderSettlement,
  ) {
    super();
  }

  override async react(batch: Batch<PlacedOrder>): Promise<void> {
    const decisions = await this.stock.take(batch.facts);
    await traced('order.settle', () => this.settlement.settle(decisions, batch.facts, (tx) => batch.complete(tx)));
  }
}
