import { Injectable } from '@nestjs/common';
import { StockLevelCache } from './persistence/stock-level-cache';
import { StockQueries } from './persistence/stock.queries';
import { StockLevels, type TakersPage } from './stock.contract';

@Injectable()
export class StockLevelService extends StockLevels {
  constructor(
    private readonly queries: StockQueries,
    private readonly cache: StockLevelCache,
  ) {
    super();
  }

  override async inStock(productIds: readonly number[]): Promise<ReadonlySet<number>> {
    const stocks = await this.queries.find(productIds);
    return new Set(stocks.filter(({ quantity }) => quantity > 0).map(({ productId }) => productId));
  }

  override available(productIds: readonly number[]): Promise<ReadonlySet<number>> {
    return this.cache.withUnits(productIds);
  }

  override takersOf(productId: number, after: number): Promise<TakersPage> {
    return this.queries.takersOf(productId, after);
  }
}
