import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';

/** What is asked of a provider. */
export const PROVIDER_CALLS = ['open', 'confirm', 'retrieve', 'refund', 'close', 'list'] as const;
export type ProviderCall = (typeof PROVIDER_CALLS)[number];

export interface ProviderFailure {
  readonly at: Date;
  readonly call: ProviderCall;
  /** the provider's code, or what has happened to the call */
  readonly reason: string;
}

/** What calls of providers have come to on this instance. */
@Injectable()
export class ProviderMetrics {
  private readonly calls;
  private readonly answers = new Map<string, Date>();
  private readonly failures = new Map<string, ProviderFailure>();

  constructor(metrics: Metrics) {
    this.calls = metrics.counter({
      name: 'hotdeal_payment_calls_total',
      help: 'Calls of payment providers by what they have come to. our_fault: the provider refuses the shop itself',
      labelNames: ['provider', 'call', 'outcome'],
    });
  }

  answered(provider: string, call: ProviderCall, outcome: string): void {
    this.answers.set(provider, new Date());
    this.count(provider, call, outcome);
  }

  failed(provider: string, outcome: 'OUR_FAULT' | 'NO_ANSWER', failure: ProviderFailure): void {
    this.count(provider, failure.call, outcome);
    this.failures.set(provider, failure);
  }

  /** undefined: none since this instance was started */
  lastAnswerOf(provider: string): Date | undefined {
    return this.answers.get(provider);
  }

  /** undefined: none since this instance was started */
  lastFailureOf(provider: string): ProviderFailure | undefined {
    return this.failures.get(provider);
  }

  private count(provider: string, call: ProviderCall, outcome: string): void {
    this.calls.inc({ provider, call, outcome: outcome.toLowerCase() });
  }
}
