import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { DataSource, type MixedList } from 'typeorm';
import { Backlog } from './events/backlog';
import { EventBus } from './events/event-bus';
import { EventMetrics } from './events/event-metrics';
import { HandlerRegistry } from './events/handler-registry';
import { DeadLetters } from './events/dead-letters';
import { PublicationQueries } from './events/publication-queries';
import { EventPublicationRepository } from './events/event-publication.repository';
import { Config } from './config/config';
import { openDataSource } from './database/data-source';
import { Database } from './database/database';
import { DatabaseClock } from './database/database-clock';
import { DatabasePollerLeases } from './database/database-poller-leases';
import { DatabaseHealth } from './database/database-health';
import { DatabaseMetrics } from './database/database-metrics';
import { IdBlocks } from './database/id-blocks';
import { Replica } from './database/replica';
import { Revisions } from './database/revisions';
import { HttpModule } from './http/http.module';
import { LimitsModule } from './limits/limits.module';
import { Locks } from './locking/locks';
import { ObservabilityModule } from './observability/observability.module';
import { RedisMetrics } from './redis/redis-metrics';
import { InstanceRegistry } from './redis/instance-registry';
import { InstanceChannel } from './redis/instance-channel';
import { RedisClients } from './redis/redis-clients';
import { PollerLeases } from './timing/poller';
import { SecurityModule } from './security/security.module';

interface Schema {
  readonly migrations: MixedList<Function>; // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
}

/** The providers that modules may inject, besides those that the imported modules export. */
const PROVIDERS = [
  Database,
  DatabaseClock,
  { provide: PollerLeases, useClass: DatabasePollerLeases },
  IdBlocks,
  Replica,
  Revisions,
  RedisClients,
  InstanceChannel,
  InstanceRegistry,
  Locks,
  EventPublicationRepository,
  HandlerRegistry,
  PublicationQueries,
  DeadLetters,
  EventBus,
  Backlog,
];

/** The infrastructure of every module; the only global module. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(config: Config, schema: Schema): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DiscoveryModule,
        ScheduleModule.forRoot(),
        HttpModule,
        SecurityModule,
        LimitsModule,
        ObservabilityModule,
      ],
      providers: [
        { provide: Config, useValue: config },
        { provide: DataSource, useFactory: () => openDataSource(config, schema) },
        ...PROVIDERS,
        DatabaseHealth,
        DatabaseMetrics,
        RedisMetrics,
        EventMetrics,
      ],
      exports: [Config, DataSource, ...PROVIDERS, HttpModule, SecurityModule, LimitsModule, ObservabilityModule],
    };
  }
}
