import { Injectable } from '@nestjs/common';
import { type LockCounts, Locks } from '#platform/locking/locks';
import { Metrics } from '#platform/observability/metrics';

/** How many orders share one lock and one transaction, and how the locks were acquired. */
@Injectable()
export class StockMetrics {
  private readonly batches;

  constructor(metrics: Metrics, locks: Locks) {
    this.batches = metrics.histogram({
      name: 'hotdeal_stock_batch_size',
      help: 'Orders decided under one lock, by one transaction',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    });
    metrics.counter({
      name: 'hotdeal_stock_lock_attempts_total',
      help: 'Attempts to acquire stock locks; without one (busy, or Redis unavailable) the work continues',
      labelNames: ['outcome'],
      collect() {
        this.reset();
        for (const outcome of Object.keys(locks.counts) as (keyof LockCounts)[]) {
          this.inc({ outcome }, locks.counts[outcome]);
        }
      },
    });
    const waits = metrics.histogram({
      name: 'hotdeal_stock_lock_wait_seconds',
      help: 'Time that a batch waited for its stock locks before it continued with or without them',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2, 4],
    });
    locks.waited = (seconds) => waits.observe(seconds);
  }

  decidedTogether(orders: number): void {
    this.batches.observe(orders);
  }
}
