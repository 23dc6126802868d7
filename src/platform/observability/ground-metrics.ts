import { Injectable } from '@nestjs/common';
import { DeliveryStore } from '#platform/bus/delivery-store';
import { Database } from '#platform/database/database';
import { type LockCounts, Locks } from '#platform/locking/locks';
import { Metrics } from './metrics';

/** What the ground itself counts, read when the metrics are. */
@Injectable()
export class GroundMetrics {
  constructor(metrics: Metrics, deliveries: DeliveryStore, locks: Locks, database: Database) {
    metrics.gauge({
      name: 'hotdeal_deliveries',
      help: 'Stored deliveries of facts, by state: due or under way, or parked until an administrator retries them',
      labelNames: ['state'],
      async collect() {
        const counts = await deliveries.counts().catch(() => undefined);
        if (counts === undefined) this.reset();
        else for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
      },
    });
    metrics.counter({
      name: 'hotdeal_stock_lock_attempts_total',
      help: 'Stock locks: held, or gone on without because another kept it (busy) or Redis was away',
      labelNames: ['outcome'],
      collect() {
        this.reset();
        for (const outcome of Object.keys(locks.counts) as (keyof LockCounts)[]) {
          this.inc({ outcome }, locks.counts[outcome]);
        }
      },
    });
    metrics.counter({
      name: 'hotdeal_transaction_reruns_total',
      help: 'Transactions run again after a deadlock, a lock wait time-out or a race for a key',
      collect() {
        this.reset();
        this.inc(database.reruns);
      },
    });
  }
}
