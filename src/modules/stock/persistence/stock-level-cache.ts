import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BatchedCache } from '#platform/caching/batched-cache';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { StockQueries } from './stock.queries';

const RECOUNTED = 'stock.recounted';
const MAX_PRODUCTS = 100_000;
/** The contract's limit: a unit that is given back can be bought within a second, on every instance. */
const SOLD_OUT_MAX_AGE_MS = 1_000;

/**
 * Which products are sold out, as far as this instance knows. "In stock" holds until a batch finds none left, because
 * an order that comes too late is refused by the stock itself. "Sold out" holds only for a second from the instant it
 * was read, and is then read again, once for all callers.
 */
@Injectable()
export class StockLevelCache {
  private readonly inStock = new LRUCache<number, true>({ max: MAX_PRODUCTS });
  private readonly levels: BatchedCache<number, { readonly quantity: number }>;

  constructor(
    queries: StockQueries,
    private readonly channel: InstanceChannel,
  ) {
    this.levels = new BatchedCache({
      most: MAX_PRODUCTS,
      maxAgeMs: SOLD_OUT_MAX_AGE_MS,
      load: async (productIds) => {
        const stocks = await queries.find(productIds);
        return new Map(stocks.map(({ productId, quantity }) => [productId, { quantity }]));
      },
    });
    channel.subscribe(RECOUNTED, (productId) => this.forget(Number(productId)));
  }

  async soldOut(productIds: readonly number[]): Promise<number[]> {
    const unknown = productIds.filter((productId) => this.inStock.get(productId) === undefined);
    if (unknown.length === 0) return [];
    const found = await this.levels.find(unknown);
    return unknown.filter((productId) => {
      if ((found.get(productId)?.quantity ?? 0) === 0) return true;
      this.inStock.set(productId, true);
      return false;
    });
  }

  /** Those with a unit left; never older than a second, also for what this instance knows to be in stock. */
  async withUnits(productIds: readonly number[]): Promise<Set<number>> {
    const found = await this.levels.find(productIds);
    return new Set(productIds.filter((productId) => (found.get(productId)?.quantity ?? 0) > 0));
  }

  /** @param readAt monotonic instant before the quantities were read, ms */
  note(left: ReadonlyMap<number, number>, readAt: number): void {
    for (const [productId, quantity] of left) {
      if (quantity > 0) continue;
      this.inStock.delete(productId);
      this.levels.note(productId, { quantity }, readAt);
    }
  }

  /** Call it after units were added: the next query reads them. */
  invalidate(productIds: readonly number[]): void {
    this.levels.drop(productIds);
  }

  /**
   * Call it after a quantity was corrected: this instance forgets the level at once, and the others as soon as the message
   * arrives. Without Redis, they would still accept orders for a product without units, which the stock refuses.
   */
  forgetEverywhere(productId: number): void {
    this.channel.publish(RECOUNTED, productId);
  }

  private forget(productId: number): void {
    this.inStock.delete(productId);
    this.levels.drop([productId]);
  }
}
