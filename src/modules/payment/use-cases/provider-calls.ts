import { Injectable, Logger } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { withTimeout } from '#platform/timing/with-timeout';
import { PaymentProviders } from '../adapters/payment-providers';
import { confirmKey, type Payment } from '../domain/payment';
import { type ProviderCall, ProviderMetrics } from '../provider-metrics';
import {
  type Fault,
  type KnownPayment,
  type OpenedPayment,
  OpeningRefused,
  type PaymentProvider,
  type ProviderOutcome,
  type ProviderStanding,
  type ProviderTransaction,
  type RefundIntent,
  type RefundOutcome,
} from '../domain/provider';
import { storable } from '../domain/storable';

const CONFIRM_LIMIT_MS = 30_000;
const LIMIT_MS = 10_000;
/** For all pages together. */
const LIST_LIMIT_MS = 600_000;

interface CallLimit {
  readonly ms: number;
  /** no one waits for the call any more */
  readonly ended?: AbortSignal | undefined;
}

const UNANSWERED = { outcome: 'UNKNOWN', isAnswered: false } as const;

/** An attempt, and the provider that it is of. */
type Asked<Known extends KnownPayment = KnownPayment> = Known & { readonly provider: string };

type Answer = ProviderStanding | RefundOutcome;

/** Calls of providers, each within its time limit. One that fails, or takes too long, says nothing: UNKNOWN. */
@Injectable()
export class ProviderCalls {
  private readonly log = new Logger('Payments');

  constructor(
    private readonly providers: PaymentProviders,
    private readonly metrics: ProviderMetrics,
  ) {}

  /** The names of the providers that can be called. */
  get names(): readonly string[] {
    return this.providers.names;
  }

  /** @throws Unavailable while this provider is not called */
  assertAvailable(provider: string): void {
    const known = this.providers.find(provider);
    if (known === undefined) throw new Unavailable(`The payment provider ${provider}`);
    known.assertAvailable();
  }

  /** @throws Unavailable when the provider has not opened it */
  async open(payment: Payment): Promise<OpenedPayment> {
    const { provider, paymentId } = payment;
    try {
      const opened = await within({ ms: LIMIT_MS }, (signal) => this.providers.get(provider).open(payment, signal));
      this.metrics.answered(provider, 'open', 'OPENED');
      return opened;
    } catch (error) {
      if (error instanceof OpeningRefused && error.isOurFault) this.reportFault('open', payment, error.code);
      else this.reportSilence('open', payment, error);
      throw new Unavailable(`The payment provider ${provider} for payment ${paymentId}`, error);
    }
  }

  confirm(payment: Payment, ended?: AbortSignal): Promise<ProviderOutcome> {
    const intent = { ...payment, key: confirmKey(payment) };
    const limit = { ms: CONFIRM_LIMIT_MS, ended };
    return this.ask('confirm', payment, limit, (provider, signal) => provider.confirm(intent, signal));
  }

  retrieve(payment: Asked, ended?: AbortSignal): Promise<ProviderStanding> {
    const limit = { ms: LIMIT_MS, ended };
    return this.ask('retrieve', payment, limit, (provider, signal) => provider.retrieve(payment, signal));
  }

  refund(intent: Asked<RefundIntent>, ended: AbortSignal): Promise<RefundOutcome> {
    const limit = { ms: LIMIT_MS, ended };
    return this.ask('refund', intent, limit, (provider, signal) => provider.refund(intent, signal));
  }

  close(payment: Payment, ended?: AbortSignal): Promise<ProviderStanding> {
    const limit = { ms: LIMIT_MS, ended };
    return this.ask('close', payment, limit, (provider, signal) => provider.close(payment, signal));
  }

  /** The names of the providers that have a list of what they have done. */
  get listed(): readonly string[] {
    return this.names.filter((name) => this.providers.get(name).hasList);
  }

  /** @throws Error when the list could not be read to its end, or there is none */
  async list(provider: string, from: Date, until: Date, ended: AbortSignal): Promise<readonly ProviderTransaction[]> {
    try {
      const limit = { ms: LIST_LIMIT_MS, ended };
      const listed = await within(limit, (signal) => this.providers.get(provider).list(from, until, signal));
      this.metrics.answered(provider, 'list', 'LISTED');
      return listed;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'No answer';
      this.metrics.failed(provider, 'NO_ANSWER', { at: new Date(), call: 'list', reason });
      throw error;
    }
  }

  private async ask<A extends Answer>(
    call: ProviderCall,
    asked: Asked,
    limit: CallLimit,
    send: (provider: PaymentProvider, signal: AbortSignal) => Promise<A>,
  ): Promise<A | typeof UNANSWERED> {
    const { provider } = asked;
    try {
      const answer: Answer & Fault & { readonly code?: string } = await within(limit, (signal) =>
        send(this.providers.get(provider), signal),
      );
      if (answer.isOurFault === true) this.reportFault(call, asked, answer.code ?? answer.outcome);
      else this.metrics.answered(provider, call, answer.outcome);
      return storable(answer) as A;
    } catch (error) {
      this.reportSilence(call, asked, error);
      return UNANSWERED;
    }
  }

  private reportFault(call: ProviderCall, { provider, paymentId }: Asked, code: string): void {
    const msg = `The payment provider ${provider} refuses this shop: check its key, the contract and the configuration`;
    this.log.error({ msg, call, paymentId, code });
    this.metrics.failed(provider, 'OUR_FAULT', { at: new Date(), call, reason: code });
  }

  private reportSilence(call: ProviderCall, { provider, paymentId }: Asked, error: unknown): void {
    this.log.warn({ msg: `The payment provider ${provider} gave no answer`, call, paymentId, err: error });
    const reason = error instanceof Error ? error.message : 'No answer';
    this.metrics.failed(provider, 'NO_ANSWER', { at: new Date(), call, reason });
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
  } catch (error) {
    controller.abort();
    throw error;
  } finally {
    ended?.removeEventListener('abort', abort);
  }
}
