import { type DynamicModule, Module } from '@nestjs/common';
import { IntegrityChecks } from '#platform/integrity/integrity-check';
import { IntegrityMetrics } from './integrity-metrics';
import { IntegrityController } from './http/integrity.controller';
import { FailedEventController } from './http/failed-event.controller';
import { InstancesController } from './http/instances.controller';
import { IntegrityRuns } from './persistence/integrity-runs';
import { VerifyEveryFiveMinutes } from './use-cases/verify-every-five-minutes';
import { VerifyIntegrity } from './use-cases/verify-integrity';
import { ShowInstances } from './use-cases/show-instances';

/** What only an administrator needs; it may know every module, and none knows it. */
@Module({})
export class AdminModule {
  static forRoot(rules: IntegrityChecks): DynamicModule {
    return {
      module: AdminModule,
      controllers: [InstancesController, FailedEventController, IntegrityController],
      providers: [
        ShowInstances,
        { provide: IntegrityChecks, useValue: rules },
        VerifyIntegrity,
        VerifyEveryFiveMinutes,
        IntegrityRuns,
        IntegrityMetrics,
      ],
    };
  }
}
