import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CheckFailed, Health } from '#platform/observability/health';
import { Metrics } from '#platform/observability/metrics';
import { RedisClients } from './redis-clients';
import { refusalOfWrite } from './redis-refused-writes';

const PROBE_TTL_MS = 10_000;
/** From the first scrape on, so that the first refusal is seen as growth. */
const COMMON_REFUSALS = ['READONLY', 'OOM', 'MISCONF'];

/**
 * Whether Redis answers and takes writes, as metrics and as a part of the health report. Without it the shop works, only
 * slower.
 */
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
    metrics.counter({
      name: 'hotdeal_redis_refused_commands_total',
      help: 'Commands that Redis has refused, by reason: READONLY (it is a replica), OOM (its memory is full), MISCONF (its disk failed)',
      labelNames: ['reason'],
      collect() {
        this.reset();
        for (const reason of COMMON_REFUSALS) this.inc({ reason }, 0);
        for (const [reason, count] of redis.refusedWrites) this.inc({ reason }, count);
      },
    });
  }

  onModuleInit(): void {
    this.health.add('redis', false, () => this.assertTakesWrites());
  }

  /** PING would succeed on a replica and without free memory, where every lock, count and mark fails. */
  private async assertTakesWrites(): Promise<void> {
    try {
      await this.redis.cache.set(`${this.redis.prefix}health`, '', 'PX', PROBE_TTL_MS);
    } catch (error) {
      const refusal = refusalOfWrite(error);
      throw refusal === undefined ? error : new CheckFailed(`Redis refuses commands (${refusal}).`, error);
    }
  }
}
