import { Injectable } from '@nestjs/common';
import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';
import type { OrderContents } from '#order';
import { StockClient } from '#stock';
import { refuseHigherPrices } from '../domain/expected-prices';
import type { Bill } from '../domain/order-payment';
import { BillOrder } from './bill-order';
import { type PriceQuote, QuotePrices } from './quote-prices';

export interface OrderQuote extends PriceQuote {
  /** `undefined` while payments are off */
  readonly bill: Bill | undefined;
}

/** What an order would cost now. Nothing is stored or reserved. */
@Injectable()
export class QuoteOrder {
  constructor(
    private readonly prices: QuotePrices,
    private readonly stock: StockClient,
    private readonly biller: BillOrder,
  ) {}

  /**
   * @throws DomainError PRODUCT_NOT_FOUND; INSUFFICIENT_STOCK of a product that is known to be sold out; PRICE_CHANGED;
   * those of `BillOrder.execute`: in this order, if several apply
   */
  async execute(userId: number, contents: OrderContents): Promise<OrderQuote> {
    const { items } = contents;
    // Either may have to read from the database; neither depends on the other.
    const [prices, soldOut] = await Promise.all([
      this.prices.execute(items),
      this.stock.soldOut(items.map(({ productId }) => productId)),
    ]);
    if (soldOut.length > 0) {
      throw new DomainError('conflict', 'INSUFFICIENT_STOCK', `Not enough stock of product ${soldOut.join(', ')}.`, {
        about: { productIds: soldOut.slice(0, MOST_IDS_NAMED) },
      });
    }
    refuseHigherPrices(contents, prices.lines);
    return { ...prices, bill: await this.biller.execute(userId, prices, contents) };
  }
}
