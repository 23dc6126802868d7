import { Module } from '@nestjs/common';
import { Health } from './health';
import { InstanceStats } from './instance-stats';
import { JsonLogger } from './json-logger';
import { Metrics } from './metrics';
import { MetricsServer } from './metrics-server';

/** What an instance reports of itself: log lines, metrics, health. The parts of the application register with it. */
@Module({
  providers: [JsonLogger, Metrics, MetricsServer, InstanceStats, Health],
  exports: [JsonLogger, Metrics, MetricsServer, InstanceStats, Health],
})
export class ObservabilityModule {}
