import { Module } from '@nestjs/common';
import { BodyReader } from './body/body-reader';
import { BodyValidation } from './body/body-validation';
import { Draining } from './draining';
import { ForgetOldKeys } from './idempotency/forget-old-keys';
import { Idempotency } from './idempotency/idempotency';
import { IdempotencyKeys } from './idempotency/idempotency-keys';
import { ProblemFilter } from './problem-filter';
import { Turnstile } from './turnstile';

/** What stands between a request and its route, and around it. */
@Module({
  providers: [
    BodyReader,
    BodyValidation,
    ProblemFilter,
    Draining,
    Turnstile,
    IdempotencyKeys,
    Idempotency,
    ForgetOldKeys,
  ],
  exports: [BodyReader, BodyValidation, ProblemFilter, Draining, Turnstile, IdempotencyKeys, Idempotency],
})
export class HttpModule {}
