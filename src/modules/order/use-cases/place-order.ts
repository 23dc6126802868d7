import { Injectable } from '@nestjs/common';
import { IdBlocks } from '#platform/database/id-blocks';
import { DomainError } from '#platform/domain-error';
import type { Claim } from '#platform/http/idempotency/claim';
import { StockClient } from '#stock';
import { type Order, placed } from '../domain/order';
import { OrderMetrics } from '../order-metrics';
import { OrderRepository } from '../persistence/order.repository';
import { QuotePrices, type OrderedItem } from './quote-prices';

export interface PlaceOrderCommand {
  readonly userId: number;
  /** each product at most once */
  readonly items: readonly OrderedItem[];
  /** the idempotency key that the order is to make its own */
  readonly claim: Claim | undefined;
}

@Injectable()
export class PlaceOrder {
  constructor(
    private readonly prices: QuotePrices,
    private readonly stock: StockClient,
    private readonly ids: IdBlocks,
    private readonly orders: OrderRepository,
    private readonly metrics: OrderMetrics,
  ) {}

  /**
   * Ends when the order is durable; its stock is decided afterwards.
   * @throws DomainError PRODUCT_NOT_FOUND, INSUFFICIENT_STOCK (known to be sold out); then nothing is stored
   * @throws Unavailable while earlier orders wait too long for their decision
   */
  async execute({ userId, items, claim }: PlaceOrderCommand): Promise<Order> {
    // After a rest each of these reads from the database, none for the sake of another.
    const [{ lines, judgedAt }, soldOut] = await Promise.all([
      this.prices.execute(items),
      this.stock.soldOut(items.map(({ productId }) => productId)),
      this.orders.assertKeptUpWith(),
    ]);
    if (soldOut.length > 0) {
      this.metrics.ended('sold_out');
      throw new DomainError('conflict', 'INSUFFICIENT_STOCK', `No unit is left of product ${soldOut.join(', ')}.`);
    }
    const [orderId] = await this.ids.take('orders', 1);
    if (orderId === undefined) throw new Error('No order id was reserved');
    const order = placed(orderId, userId, lines, judgedAt);
    await this.orders.add(order, claim);
    this.metrics.placed();
    return order;
  }
}
