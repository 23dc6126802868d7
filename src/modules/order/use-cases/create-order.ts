import { Injectable } from '@nestjs/common';
import { IdBlocks } from '#platform/database/id-blocks';
import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';
import type { Claim } from '#platform/http/idempotency/claim';
import type { OrderContents } from '#order';
import { StockClient } from '#stock';
import { refuseHigherPrices } from '../domain/expected-prices';
import { type Order, place } from '../domain/order';
import { OrderMetrics } from '../order-metrics';
import { OrderRepository } from '../persistence/order.repository';
import { QuotePrices } from './quote-prices';

interface CreateOrderCommand {
  readonly userId: number;
  readonly contents: OrderContents;
  /** the idempotency key that is stored with the order */
  readonly claim: Claim | undefined;
}

/** Quotes and stores an order. */
@Injectable()
export class CreateOrder {
  constructor(
    private readonly prices: QuotePrices,
    private readonly stock: StockClient,
    private readonly ids: IdBlocks,
    private readonly orders: OrderRepository,
    private readonly metrics: OrderMetrics,
  ) {}

  /**
   * Resolves when the order is durable; its stock is decided afterwards. A refused order is not stored.
   * @throws DomainError PRODUCT_NOT_FOUND; INSUFFICIENT_STOCK of a product that is known to be sold out; PRICE_CHANGED:
   * in this order, if several apply
   * @throws Unavailable while earlier orders wait too long for their decision
   */
  async execute({ userId, contents, claim }: CreateOrderCommand): Promise<Order> {
    const { items, cartLines } = contents;
    // Each of these may have to read from the database; none depends on another.
    const [{ lines, quotedAt }, soldOut] = await Promise.all([
      this.prices.execute(items),
      this.stock.soldOut(items.map(({ productId }) => productId)),
      this.orders.assertBacklogIsShort(),
    ]);
    if (soldOut.length > 0) {
      this.metrics.soldOut();
      throw new DomainError('conflict', 'INSUFFICIENT_STOCK', `Not enough stock of product ${soldOut.join(', ')}.`, {
        about: { productIds: soldOut.slice(0, MOST_IDS_NAMED) },
      });
    }
    refuseHigherPrices(contents, lines);
    const [orderId] = await this.ids.take('orders', 1);
    if (orderId === undefined) throw new Error('No order id was reserved');
    const order = place(orderId, userId, lines, quotedAt);
    await this.orders.add(order, claim, cartLines);
    this.metrics.placed();
    return order;
  }
}
