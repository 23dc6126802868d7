import { type DynamicModule, Module } from '@nestjs/common';
import { AuditRules } from '#platform/audit/audit-rule';
import { AuditMetrics } from './audit-metrics';
import { AuditController } from './http/audit.controller';
import { DeliveryController } from './http/delivery.controller';
import { PulseController } from './http/pulse.controller';
import { AuditRuns } from './persistence/audit-runs';
import { AuditEveryFiveMinutes } from './use-cases/audit-every-five-minutes';
import { RunAudit } from './use-cases/run-audit';
import { TakePulse } from './use-cases/take-pulse';

/** What only an administrator needs; it may know every module, and none knows it. */
@Module({})
export class AdminModule {
  static forRoot(rules: AuditRules): DynamicModule {
    return {
      module: AdminModule,
      controllers: [PulseController, DeliveryController, AuditController],
      providers: [
        TakePulse,
        { provide: AuditRules, useValue: rules },
        RunAudit,
        AuditEveryFiveMinutes,
        AuditRuns,
        AuditMetrics,
      ],
    };
  }
}
