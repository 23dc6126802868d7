import { Injectable, Logger } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { withTimeout } from '#platform/timing/with-timeout';
import { PaymentProviders } from '../adapters/payment-providers';
import { confirmKey, type Payment } from '../domain/payment';
import type {
  KnownPayment,
  OpenedPayment,
  PaymentProvider,
  ProviderOutcome,
  ProviderStanding,
  RefundIntent,
  RefundOutcome,
} from '../domain/provider';

const CONFIRM_LIMIT_MS = 30_000;
const LIMIT_MS = 10_000;

interface CallLimit {
  readonly ms: number;
  /** no one waits for the call any more */
  readonly ended?: AbortSignal | undefined;
}

const UNANSWERED = { outcome: 'UNKNOWN', isAnswered: false } as const;

/** An attempt, and the provider that it is of. */
type Asked<Known extends KnownPayment = KnownPayment> = Known & { readonly provider: string };

/** Calls of providers, each within its time limit. One that fails, or takes too long, says nothing: UNKNOWN. */
@Injectable()
export class ProviderCalls {
  private readonly log = new Logger('Payments');

  constructor(private readonly providers: PaymentProviders) {}

  /** The names of the providers that can be called. */
  get names(): readonly string[] {
    return this.providers.names;
  }

  /** @throws Unavailable when the provider has not opened it */
  async open(payment: Payment): Promise<OpenedPayment> {
    try {
      return await within({ ms: LIMIT_MS }, (signal) => this.providers.get(payment.provider).open(payment, signal));
    } catch (error) {
      throw new Unavailable(`The payment provider ${payment.provider}`, error);
    }
  }

  confirm(payment: Payment, ended?: AbortSignal): Promise<ProviderOutcome> {
    const intent = { ...payment, key: confirmKey(payment) };
    return this.asked(payment, { ms: CONFIRM_LIMIT_MS, ended }, (provider, signal) => provider.confirm(intent, signal));
  }

  retrieve(payment: Asked, ended?: AbortSignal): Promise<ProviderStanding> {
    return this.asked(payment, { ms: LIMIT_MS, ended }, (provider, signal) => provider.retrieve(payment, signal));
  }

  refund(intent: Asked<RefundIntent>, ended: AbortSignal): Promise<RefundOutcome> {
    return this.asked(intent, { ms: LIMIT_MS, ended }, (provider, signal) => provider.refund(intent, signal));
  }

  close(payment: Payment, ended?: AbortSignal): Promise<ProviderStanding> {
    return this.asked(payment, { ms: LIMIT_MS, ended }, (provider, signal) => provider.close(payment, signal));
  }

  private async asked<Answer>(
    { paymentId, provider }: Asked,
    limit: CallLimit,
    call: (provider: PaymentProvider, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer | typeof UNANSWERED> {
    try {
      return await within(limit, (signal) => call(this.providers.get(provider), signal));
    } catch (error) {
      this.log.warn({ msg: `The payment provider ${provider} gave no answer`, paymentId, err: error });
      return UNANSWERED;
    }
  }
}

/** A call that is given up is also aborted, and so holds no connection. */
async function within<T>({ ms, ended }: CallLimit, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  ended?.addEventListener('abort', abort);
  try {
    if (ended?.aborted === true) throw new Error('The process ends');
    return await withTimeout(ms, call(controller.signal), () => new Error('No answer in time'));
  } finally {
    ended?.removeEventListener('abort', abort);
    controller.abort();
  }
}
