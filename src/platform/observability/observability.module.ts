import { Module } from '@nestjs/common';
import { HttpModule } from '#platform/http/http.module';
import { GroundHealth } from './ground-health';
import { BusMetrics } from './bus-metrics';
import { DatabaseMetrics } from './database-metrics';
import { RedisMetrics } from './redis-metrics';
import { Health } from './health';
import { HealthController } from './health.controller';
import { JsonLogger } from './json-logger';
import { Metrics } from './metrics';
import { MetricsServer } from './metrics-server';
import { Pulse } from './pulse';
import { RequestLog } from './request-log';

/** What the instance tells of itself: lines, numbers, health. */
@Module({
  imports: [HttpModule],
  controllers: [HealthController],
  providers: [
    JsonLogger,
    Metrics,
    MetricsServer,
    Pulse,
    RequestLog,
    Health,
    GroundHealth,
    BusMetrics,
    DatabaseMetrics,
    RedisMetrics,
  ],
  exports: [JsonLogger, Metrics, MetricsServer, Pulse, RequestLog, Health],
})
export class ObservabilityModule {}
