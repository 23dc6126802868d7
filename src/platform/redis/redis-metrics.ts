import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Health } from '#platform/observability/health';
import { Metrics } from '#platform/observability/metrics';
import { RedisClients } from './redis-clients';

/** Whether Redis answers, as a metric and as a part of the health report. Without it the shop works, only slower. */
@Injectable()
export class RedisMetrics implements OnModuleInit {
  constructor(
    metrics: Metrics,
    private readonly health: Health,
    private readonly redis: RedisClients,
  ) {
    metrics.gauge({
      name: 'hotdeal_redis_up',
      help: '1 while the connection for this purpose is open and answers',
      labelNames: ['purpose'],
      collect() {
        for (const [purpose, open] of Object.entries(redis.open)) this.set({ purpose }, open ? 1 : 0);
      },
    });
  }

  onModuleInit(): void {
    this.health.add('redis', false, () => this.redis.cache.ping());
  }
}
