import { Injectable } from '@nestjs/common';
import { StockLevelCache } from './persistence/stock-level-cache';
import { StockRecount } from './persistence/stock-recount';
import { StockQueries } from './persistence/stock.queries';
import { type StockLeft, StockLevels, type TakersPage } from './stock.contract';

/** The levels of the stock as other modules read them, and how one is recounted. */
@Injectable()
export class StockLevelService extends StockLevels {
  constructor(
    private readonly queries: StockQueries,
    private readonly cache: StockLevelCache,
    private readonly recounter: StockRecount,
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

  override async left(productIds: readonly number[]): Promise<ReadonlyMap<number, StockLeft>> {
    const stocks = await this.queries.find(productIds);
    return new Map(
      stocks.map(({ productId, quantity, unlimited }) => [productId, { quantity, unlimited, setAside: 0, waiting: 0 }]),
    );
  }

  override async recount(productId: number): Promise<{ readonly before: number; readonly after: number }> {
    const recounted = await this.recounter.recount(productId);
    this.cache.forgetEverywhere(productId);
    return recounted;
  }
}
