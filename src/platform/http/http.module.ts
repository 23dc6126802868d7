import { Module } from '@nestjs/common';
import { BodyReader } from './body/body-reader';
import { BodyValidation } from './body/body-validation';
import { GracefulShutdown } from './graceful-shutdown';
import { ForgetOldKeys } from './idempotency/forget-old-keys';
import { Idempotency } from './idempotency/idempotency';
import { IdempotencyKeys } from './idempotency/idempotency-keys';
import { ProblemFilter } from './problem-filter';
import { RequestQueue } from './request-queue';

/** What stands between a request and its route, and around it. */
@Module({
  providers: [
    BodyReader,
    BodyValidation,
    ProblemFilter,
    GracefulShutdown,
    RequestQueue,
    IdempotencyKeys,
    Idempotency,
    ForgetOldKeys,
  ],
  exports: [BodyReader, BodyValidation, ProblemFilter, GracefulShutdown, RequestQueue, IdempotencyKeys, Idempotency],
})
export class HttpModule {}
