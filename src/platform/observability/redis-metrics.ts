import { Injectable } from '@nestjs/common';
import { type LockCounts, Locks } from '#platform/locking/locks';
import { RedisClients } from '#platform/redis/redis-clients';
import { Metrics } from './metrics';

/** Whether Redis answers, and what became of the locks that are asked of it. */
@Injectable()
export class RedisMetrics {
  constructor(metrics: Metrics, redis: RedisClients, locks: Locks) {
    metrics.gauge({
      name: 'hotdeal_redis_up',
      help: '1 while the connection for this purpose is open and answers',
      labelNames: ['purpose'],
      collect() {
        for (const [purpose, open] of Object.entries(redis.open)) this.set({ purpose }, open ? 1 : 0);
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
    const waits = metrics.histogram({
      name: 'hotdeal_stock_lock_wait_seconds',
      help: 'How long a batch waited for its stock locks until it went on, with them or without',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2, 4],
    });
    locks.waited = (seconds) => waits.observe(seconds);
  }
}
