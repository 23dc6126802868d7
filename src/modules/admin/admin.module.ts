import { type DynamicModule, Module } from '@nestjs/common';
import { IntegrityChecks } from '#platform/integrity/integrity-check';
import { FailedEventController } from './http/failed-event.controller';
import { InstanceController } from './http/instance.controller';
import { IntegrityController } from './http/integrity.controller';
import { IntegrityMetrics } from './integrity-metrics';
import { IntegrityRuns } from './persistence/integrity-runs';
import { ListInstances } from './use-cases/list-instances';
import { FailedEvents } from './use-cases/failed-events';
import { VerifyEveryFiveMinutes } from './use-cases/verify-every-five-minutes';
import { VerifyIntegrity } from './use-cases/verify-integrity';

/** What only administrators and operators need. It may know every module, and no module knows it. */
@Module({})
export class AdminModule {
  static forRoot(checks: IntegrityChecks): DynamicModule {
    return {
      module: AdminModule,
      controllers: [InstanceController, FailedEventController, IntegrityController],
      providers: [
        ListInstances,
        FailedEvents,
        { provide: IntegrityChecks, useValue: checks },
        VerifyIntegrity,
        VerifyEveryFiveMinutes,
        IntegrityRuns,
        IntegrityMetrics,
      ],
    };
  }
}
