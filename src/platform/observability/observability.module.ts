import { Module } from '@nestjs/common';
import { Health } from './health';
import { InstanceStats } from './instance-stats';
import { JsonLogger } from './json-logger';
import { Metrics } from './metrics';
import { MetricsServer } from './metrics-server';

/** Logs, metrics and health of an instance. The other parts of the application register with it. */
@Module({
  providers: [JsonLogger, Metrics, MetricsServer, InstanceStats, Health],
  exports: [JsonLogger, Metrics, MetricsServer, InstanceStats, Health],
})
export class ObservabilityModule {}
