import { Module } from '@nestjs/common';
import { HttpModule } from '#platform/http/http.module';
import { PlatformHealth } from './platform-health';
import { EventMetrics } from './event-metrics';
import { DatabaseMetrics } from './database-metrics';
import { RedisMetrics } from './redis-metrics';
import { Health } from './health';
import { HealthController } from './health.controller';
import { JsonLogger } from './json-logger';
import { Metrics } from './metrics';
import { MetricsServer } from './metrics-server';
import { InstanceStats } from './instance-stats';
import { RequestLog } from './request-log';

/** What the instance tells of itself: lines, numbers, health. */
@Module({
  imports: [HttpModule],
  controllers: [HealthController],
  providers: [
    JsonLogger,
    Metrics,
    MetricsServer,
    InstanceStats,
    RequestLog,
    Health,
    PlatformHealth,
    EventMetrics,
    DatabaseMetrics,
    RedisMetrics,
  ],
  exports: [JsonLogger, Metrics, MetricsServer, InstanceStats, RequestLog, Health],
})
export class ObservabilityModule {}
