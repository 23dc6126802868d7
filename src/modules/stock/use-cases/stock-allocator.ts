import { Injectable } from '@nestjs/common';
import { Batcher } from '#platform/batching/batcher';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import { Locks } from '#platform/locking/locks';
import { traced } from '#platform/observability/tracing';
import { StockRepository } from '../persistence/stock.repository';
import { StockMetrics } from '../stock-metrics';
import { StockClient, type StockDecision, type StockRequest } from '../stock.contract';
import { StockLevelCache } from '../persistence/stock-level-cache';

const MOST_REQUESTS_TOGETHER = 500;
const MOST_WAITING = 20_000;
/** Longer than the lock may keep the batch before it; who waits longer is asked for again by the delivery. */
const PATIENCE_MS = 30_000;

/**
 * The stock's answer to other modules. Requests that come together share one lock, one transaction and one guarded
 * update per product: a lock per request undersells a hot product, for most of its buyers never get the lock.
 */
@Injectable()
export class StockAllocator extends StockClient {
  private readonly takings = new Batcher<StockRequest, StockDecision>((requests) => this.takeTogether(requests), {
    name: 'stock.take',
    most: MOST_REQUESTS_TOGETHER,
    waitingMost: MOST_WAITING,
    patienceMs: PATIENCE_MS,
    full: () => new Unavailable('The stock'),
    endsAll: isTransient,
  });

  constructor(
    private readonly locks: Locks,
    private readonly stocks: StockRepository,
    private readonly quantities: StockLevelCache,
    private readonly metrics: StockMetrics,
  ) {
    super();
  }

  override async take(requests: readonly StockRequest[]): Promise<readonly StockDecision[]> {
    return Promise.all(requests.map((request) => this.takings.add(request)));
  }

  override async giveBack(requests: readonly StockRequest[]): Promise<void> {
    if (requests.length === 0) return;
    await this.stocks.giveBack(requests);
    this.quantities.forget(requests.flatMap(({ lines }) => lines.map(({ productId }) => productId)));
  }

  override soldOut(productIds: readonly number[]): Promise<readonly number[]> {
    return this.quantities.soldOut(productIds);
  }

  private async takeTogether(requests: readonly StockRequest[]): Promise<readonly { value: StockDecision }[]> {
    this.metrics.decidedTogether(requests.length);
    const products = new Set(requests.flatMap(({ lines }) => lines.map(({ productId }) => productId)));
    const names = [...products].sort((one, other) => one - other).map((productId) => `stock:${productId}`);
    // The lock spans the whole transaction: it is had before it opens and let go after it has committed.
    const { decisions } = await this.locks.withLock(names, async () => {
      const readAt = performance.now();
      const taking = await traced('stock.transaction', () => this.stocks.take(requests));
      this.quantities.note(taking.left, readAt);
      return taking;
    });
    return requests.map(({ orderId }) => {
      const value = decisions.get(orderId);
      if (value === undefined) throw new Error(`Order ${orderId} was left undecided`);
      return { value };
    });
  }
}
