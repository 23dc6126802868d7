import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import { Locks } from '#platform/locking/locks';
import { traced } from '#platform/observability/tracing';
import { unitsPerProduct } from './domain/allocate';
import { StockLevelCache } from './persistence/stock-level-cache';
import { StockRepository } from './persistence/stock.repository';
import { StockReturnRepository } from './persistence/stock-return.repository';
import { StockMetrics } from './stock-metrics';
import { StockClient, type StockDecision, type StockRequest, type StockReturn } from './stock.contract';

const MAX_BATCH = 500;
const MAX_QUEUE = 20_000;
/** Longer than the lock may hold up the batch before; a request that waits longer is repeated with its publication. */
const MAX_WAIT_MS = 30_000;

/**
 * The stock as orders and returns use it. Requests that arrive at the same time share one lock, one transaction and one
 * guarded update per product: with a lock per request a hot product is undersold, because most buyers never get the lock.
 */
@Injectable()
export class StockAllocator extends StockClient {
  private readonly queue = new Batcher<StockRequest, StockDecision>((requests) => this.takeBatch(requests), {
    name: 'stock.take',
    maxBatchSize: MAX_BATCH,
    maxQueue: MAX_QUEUE,
    maxWaitMs: MAX_WAIT_MS,
    onFull: () => new Unavailable('The stock'),
    failsAll: isTransient,
  });

  constructor(
    private readonly locks: Locks,
    private readonly stocks: StockRepository,
    private readonly returns: StockReturnRepository,
    private readonly cache: StockLevelCache,
    private readonly metrics: StockMetrics,
  ) {
    super();
  }

  override async take(requests: readonly StockRequest[]): Promise<readonly StockDecision[]> {
    return Promise.all(requests.map((request) => this.queue.add(request)));
  }

  override async giveBack(requests: readonly StockRequest[]): Promise<readonly number[]> {
    if (requests.length === 0) return [];
    const returned = await this.stocks.giveBack(requests);
    this.cache.invalidate(requests.flatMap(({ lines }) => lines.map(({ productId }) => productId)));
    return returned;
  }

  override async restock(returns: readonly StockReturn[]): Promise<void> {
    if (returns.length === 0) return;
    await this.returns.restock(returns);
    this.cache.invalidate(returns.flatMap(({ lines }) => lines.map(({ productId }) => productId)));
  }

  override soldOut(productIds: readonly number[]): Promise<readonly number[]> {
    return this.cache.soldOut(productIds);
  }

  private async takeBatch(requests: readonly StockRequest[]): Promise<readonly { value: StockDecision }[]> {
    this.metrics.decidedTogether(requests.length);
    const names = [...unitsPerProduct(requests).keys()].map((productId) => `stock:${productId}`);
    // The lock spans the whole transaction: it is acquired before it begins and released after its commit.
    const { decisions } = await this.locks.withLock(names, async () => {
      const readAt = performance.now();
      const result = await traced('stock.transaction', () => this.stocks.take(requests));
      this.cache.note(result.left, readAt);
      return result;
    });
    return requests.map(({ orderId }) => {
      const value = decisions.get(orderId);
      if (value === undefined) throw new Error(`Order ${orderId} was left undecided`);
      return { value };
    });
  }
}
