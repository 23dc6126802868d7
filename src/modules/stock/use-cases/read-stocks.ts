import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { ProductClient } from '#product';
import { type StockQuantity, StockQueries } from '../persistence/stock.queries';

@Injectable()
export class FindStocks {
  constructor(
    private readonly products: ProductClient,
    private readonly queries: StockQueries,
  ) {}

  /** In the order of the ids, without products that do not exist. A product that never had stock has 0 units. */
  async execute(productIds: readonly number[]): Promise<StockQuantity[]> {
    const products = await this.products.find(productIds);
    const stocks = new Map((await this.queries.find(productIds)).map((stock) => [stock.productId, stock]));
    return productIds
      .filter((productId) => products.has(productId))
      .map((productId) => stocks.get(productId) ?? { productId, quantity: 0, unlimited: false, lastUpdated: null });
  }
}

@Injectable()
export class ShowStock {
  constructor(private readonly finder: FindStocks) {}

  /** @throws DomainError PRODUCT_NOT_FOUND */
  async execute(productId: number): Promise<StockQuantity> {
    const [stock] = await this.finder.execute([productId]);
    if (stock === undefined) throw productNotFound(productId);
    return stock;
  }
}

export function productNotFound(productId: number): DomainError<'PRODUCT_NOT_FOUND'> {
  return new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Product ${productId} was not found.`, {
    about: { productIds: [productId] },
  });
}
