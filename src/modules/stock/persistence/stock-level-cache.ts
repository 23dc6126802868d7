import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BatchedCache } from '#platform/caching/batched-cache';
import { StockQueries } from './stock.queries';

const MOST_PRODUCTS = 100_000;
/** The contract's limit: a unit that comes back can be bought within a second, on every instance. */
const SOLD_OUT_IS_BELIEVED_MS = 1_000;

/**
 * What this instance knows of what is left. "Some" is believed until a batch finds none, for an order that comes too
 * late is refused by the stock itself; "none" only for a second from the instant it was read, and then read again
 * once for everybody who asks.
 */
@Injectable()
export class StockLevelCache {
  private readonly inStock = new LRUCache<number, true>({ max: MOST_PRODUCTS });
  private readonly read: BatchedCache<number, { readonly quantity: number }>;

  constructor(queries: StockQueries) {
    this.read = new BatchedCache({
      most: MOST_PRODUCTS,
      maxAgeMs: SOLD_OUT_IS_BELIEVED_MS,
      load: async (productIds) => {
        const stocks = await queries.find(productIds);
        return new Map(stocks.map(({ productId, quantity }) => [productId, { quantity }]));
      },
    });
  }

  async soldOut(productIds: readonly number[]): Promise<number[]> {
    const doubtful = productIds.filter((productId) => this.inStock.get(productId) === undefined);
    if (doubtful.length === 0) return [];
    const found = await this.read.find(doubtful);
    return doubtful.filter((productId) => {
      if ((found.get(productId)?.quantity ?? 0) === 0) return true;
      this.inStock.set(productId, true);
      return false;
    });
  }

  /** @param readAt monotonic instant before the quantities were read, ms */
  note(left: ReadonlyMap<number, number>, readAt: number): void {
    for (const [productId, quantity] of left) {
      if (quantity > 0) continue;
      this.inStock.delete(productId);
      this.read.note(productId, { quantity }, readAt);
    }
  }

  /** Units came in: the next who asks reads. */
  forget(productIds: readonly number[]): void {
    this.read.drop(productIds);
  }
}
