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
    metrics.gauge({
      name: 'hotdeal_stock_lock_attempts',
      help: 'Stock locks since the start: held, or gone on without because another kept it (busy) or Redis was away',
      labelNames: ['outcome'],
      collect() {
        for (const outcome of Object.keys(locks.counts) as (keyof LockCounts)[]) {
          this.set({ outcome }, locks.counts[outcome]);
        }
      },
    });
    metrics.gauge({
      name: 'hotdeal_transaction_reruns',
      help: 'Transactions run again since the start, after a deadlock, a lock wait time-out or a race for a key',
      collect() {
        this.set(database.reruns);
      },
    });
  }
}
