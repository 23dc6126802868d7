import { Injectable, Logger } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { withTimeout } from '#platform/timing/with-timeout';
import { PaymentProviders } from '../adapters/payment-providers';
import { confirmKey, type Payment } from '../domain/payment';
import type { OpenedPayment, ProviderOutcome, ProviderStanding } from '../domain/provider';

const CONFIRM_LIMIT_MS = 30_000;
const LIMIT_MS = 10_000;

const UNANSWERED = { outcome: 'UNKNOWN', isAnswered: false } as const;

/** Calls of providers, each within its time limit. One that fails, or takes too long, says nothing: UNKNOWN. */
@Injectable()
export class ProviderCalls {
  private readonly log = new Logger('Payments');

  constructor(private readonly providers: PaymentProviders) {}

  /** @throws Unavailable when the provider has not opened it */
  async open(payment: Payment): Promise<OpenedPayment> {
    try {
      return await within(LIMIT_MS, (signal) => this.providers.get(payment.provider).open(payment, signal));
    } catch (error) {
      throw new Unavailable(`The payment provider ${payment.provider}`, error);
    }
  }

  confirm(payment: Payment): Promise<ProviderOutcome> {
    return this.asked(payment, CONFIRM_LIMIT_MS, (signal) =>
      this.providers.get(payment.provider).confirm({ ...payment, key: confirmKey(payment) }, signal),
    );
  }

  retrieve(payment: Payment): Promise<ProviderStanding> {
    return this.asked(payment, LIMIT_MS, (signal) => this.providers.get(payment.provider).retrieve(payment, signal));
  }

  close(payment: Payment): Promise<ProviderStanding> {
    return this.asked(payment, LIMIT_MS, (signal) => this.providers.get(payment.provider).close(payment, signal));
  }

  private async asked<Answer>(
    { paymentId, provider }: Payment,
    limitMs: number,
    call: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer | typeof UNANSWERED> {
    try {
      return await within(limitMs, call);
    } catch (error) {
      this.log.warn({ msg: `The payment provider ${provider} gave no answer`, paymentId, err: error });
      return UNANSWERED;
    }
  }
}

async function within<T>(limitMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  try {
    return await withTimeout(limitMs, call(controller.signal), () => new Error('No answer in time'));
  } finally {
    controller.abort();
  }
}
