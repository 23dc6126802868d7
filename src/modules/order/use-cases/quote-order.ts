import { Injectable } from '@nestjs/common';
import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';
import type { OrderContents } from '#order';
import { StockClient } from '#stock';
import type { DeliveryAddress } from '#user';
import { refuseHigherPrices } from '../domain/expected-prices';
import type { Bill } from '../domain/order-payment';
import { BillOrder } from './bill-order';
import { ChooseAddress } from './choose-address';
import { type PriceQuote, QuotePrices } from './quote-prices';

export interface OrderQuote extends PriceQuote {
  /** `undefined` while payments are off */
  readonly bill: Bill | undefined;
  /** where it would go; `undefined`: there is no address, or shipping is off */
  readonly address: DeliveryAddress | undefined;
}

/** What an order would cost now. Nothing is stored or reserved. */
@Injectable()
export class QuoteOrder {
  constructor(
    private readonly prices: QuotePrices,
    private readonly stock: StockClient,
    private readonly biller: BillOrder,
    private readonly addresses: ChooseAddress,
  ) {}

  /**
   * @param isPlaced the order is placed now, so it needs its address
   * @throws DomainError PRODUCT_NOT_FOUND; ADDRESS_NOT_FOUND; ADDRESS_NEEDED; INSUFFICIENT_STOCK of a product that is known to be sold out; PRICE_CHANGED;
   * those of `BillOrder.execute`: in this order, if several apply
   */
  async execute(
    userId: number,
    contents: OrderContents,
    { isPlaced }: { readonly isPlaced: boolean },
  ): Promise<OrderQuote> {
    const { items, addressId } = contents;
    // Each may have to read from the database; none depends on another.
    const [prices, soldOut, address] = await Promise.all([
      this.prices.execute(items),
      this.stock.soldOut(items.map(({ productId }) => productId)),
      this.addresses.find(userId, addressId),
    ]);
    this.addresses.refuseWithout(address, addressId, isPlaced);
    if (soldOut.length > 0) {
      throw new DomainError('conflict', 'INSUFFICIENT_STOCK', `Not enough stock of product ${soldOut.join(', ')}.`, {
        about: { productIds: soldOut.slice(0, MOST_IDS_NAMED) },
      });
    }
    refuseHigherPrices(contents, prices.lines);
    return { ...prices, address, bill: await this.biller.execute(userId, prices, contents) };
  }
}
