import { Module } from '@nestjs/common';
import { ObservabilityModule } from '#platform/observability/observability.module';
import { BodyReader } from './body/body-reader';
import { BodyValidation } from './body/body-validation';
import { UnfinishedBodies } from './body/unfinished-bodies';
import { FeatureGuard } from './features';
import { GracefulShutdown } from './graceful-shutdown';
import { HealthController } from './health/health.controller';
import { DeleteExpiredKeys } from './idempotency/delete-expired-keys';
import { Idempotency } from './idempotency/idempotency';
import { IdempotencyKeys } from './idempotency/idempotency-keys';
import { ProblemFilter } from './problem-filter';
import { RequestLog } from './request-log';
import { RequestQueue } from './request-queue';

const PROVIDERS = [
  BodyReader,
  BodyValidation,
  FeatureGuard,
  ProblemFilter,
  GracefulShutdown,
  RequestLog,
  RequestQueue,
  IdempotencyKeys,
  Idempotency,
];

/** The middleware, guards, pipes and filters of every route, and the health checks. */
@Module({
  imports: [ObservabilityModule],
  controllers: [HealthController],
  providers: [...PROVIDERS, UnfinishedBodies, DeleteExpiredKeys],
  exports: PROVIDERS,
})
export class HttpModule {}
