import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Unavailable } from '#platform/domain-error';
import { ApiAnswers } from '#platform/http/api-answers';
import { AdminOnly } from '#platform/security/access';
import { PAYMENT_METHODS, type PaymentMethod } from '#payment';
import { PaymentProviders } from '../adapters/payment-providers';
import type { PaymentProvider } from '../domain/provider';
import { PROVIDER_CALLS, type ProviderCall, ProviderMetrics } from '../provider-metrics';

const INSTANT = { type: 'string', format: 'date-time' } as const;
/** Of a reason that a library has written. */
const MAX_REASON = 200;

class ProviderFailureView {
  @ApiProperty({ ...INSTANT, description: 'when it failed' })
  readonly at!: string;

  @ApiProperty({ enum: PROVIDER_CALLS, description: 'what was asked' })
  readonly call!: ProviderCall;

  @ApiProperty({ description: "the provider's code, or what has happened to the call", example: 'UNAUTHORIZED_KEY' })
  readonly reason!: string;
}

class PaymentProviderView {
  @ApiProperty({ description: 'as in `PAYMENT_PROVIDERS`', example: 'toss' })
  readonly name!: string;

  @ApiProperty({ enum: PAYMENT_METHODS, isArray: true, description: 'what buyers can choose it for' })
  readonly methods!: readonly PaymentMethod[];

  @ApiProperty({ description: 'false: it is not called for some seconds, and payments by it answer 503' })
  readonly available!: boolean;

  @ApiProperty({ type: 'string', nullable: true, description: 'why it is not available' })
  readonly unavailableReason!: string | null;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'null: not since the start of the instance' })
  readonly lastAnswerAt!: string | null;

  @ApiProperty({ type: ProviderFailureView, nullable: true, description: 'null: none since the start of the instance' })
  readonly lastFailure!: ProviderFailureView | null;
}

class PaymentProvidersView {
  @ApiProperty({ type: [PaymentProviderView], description: 'in the order in which the shop offers them' })
  readonly providers!: readonly PaymentProviderView[];
}

@ApiTags('payments')
@AdminOnly()
@Controller('admin/payment-providers')
export class PaymentProvidersController {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly metrics: ProviderMetrics,
  ) {}

  /** The payment providers that the shop works with, as the instance that answers sees them. */
  @Get()
  @ApiAnswers(200, PaymentProvidersView)
  list(): PaymentProvidersView {
    return { providers: this.providers.names.map((name) => this.viewOf(this.providers.get(name))) };
  }

  private viewOf(provider: PaymentProvider): PaymentProviderView {
    const { name, methods } = provider;
    const unavailableReason = refusalOf(provider);
    const failure = this.metrics.lastFailureOf(name);
    return {
      name,
      methods,
      available: unavailableReason === null,
      unavailableReason,
      lastAnswerAt: this.metrics.lastAnswerOf(name)?.toISOString() ?? null,
      lastFailure: failure
        ? { at: failure.at.toISOString(), call: failure.call, reason: failure.reason.slice(0, MAX_REASON) }
        : null,
    };
  }
}

function refusalOf(provider: PaymentProvider): string | null {
  try {
    provider.assertAvailable();
    return null;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return error.cause instanceof Error ? error.cause.message : error.message;
  }
}
