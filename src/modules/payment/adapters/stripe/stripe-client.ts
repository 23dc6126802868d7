import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import type Stripe from 'stripe';
import { Unavailable } from '#platform/domain-error';
import { CircuitBreaker } from '#platform/http-client/circuit-breaker';
import { HttpClient } from '#platform/http-client/http-client';
import type { HttpRequest } from '#platform/http-client/request';
import type { StripeConfig } from '../../stripe.config';

const NAME = 'Stripe';

type Transport = NonNullable<NonNullable<ConstructorParameters<typeof Stripe>[1]>['httpClient']>;

export interface CallLimits {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** An error that Stripe has answered with. */
export interface StripeRefusal {
  readonly status: number;
  /** `card_error`, `invalid_request_error`, … */
  readonly type: string;
  /** the reason of the card's bank, if there is one, else the code of the error */
  readonly code: string;
}

export type StripeAnswer<Body> =
  { readonly body: Body; readonly error?: undefined } | { readonly body?: undefined; readonly error: StripeRefusal };

/**
 * The official package, over the HTTP client of this shop: it repeats nothing by itself, holds a limited number of
 * connections, and is not called while Stripe cannot be reached or refuses the shop's key.
 */
export class StripeClient {
  private readonly http = new HttpClient({ name: NAME });
  private readonly keyBreaker = new CircuitBreaker({ failures: 3, withinMs: 60_000, openMs: 10_000 });
  /** The package hands no signal on to its transport. */
  private readonly limits = new AsyncLocalStorage<CallLimits>();
  private readonly package: typeof Stripe;
  private readonly stripe: Stripe;

  constructor({ api, secretKey = '' }: StripeConfig) {
    // Loading it takes 0.4 s and 16 MB (2026-11), which a shop without Stripe does not pay.
    this.package = createRequire(__filename)('stripe') as typeof Stripe;
    this.stripe = new this.package(secretKey, {
      protocol: api.protocol === 'http:' ? 'http' : 'https',
      host: api.hostname,
      port: api.port === '' ? (api.protocol === 'http:' ? 80 : 443) : api.port,
      maxNetworkRetries: 0,
      telemetry: false,
      httpClient: this.transport(),
    });
  }

  /** @throws Unavailable while calls are not made */
  assertAvailable(): void {
    this.http.assertAvailable();
    if (this.keyBreaker.opensInMs > 0) throw new Unavailable(NAME, new Error('Stripe refuses the secret key'));
  }

  /** @throws Error when there is no answer, or none that Stripe would have written: what was done there is not known */
  async call<Body>(limits: CallLimits, send: (stripe: Stripe) => Promise<Body>): Promise<StripeAnswer<Body>> {
    try {
      const body = await this.limits.run(limits, () => send(this.stripe));
      this.keyBreaker.recordSuccess();
      return { body };
    } catch (error) {
      const refusal = this.refusalOf(error);
      if (refusal.status === 401) this.keyBreaker.recordFailure();
      return { error: refusal };
    }
  }

  /** @returns undefined for what is not signed with this secret, or was signed too long ago */
  verified(body: Buffer, signature: string, secret: string): object | undefined {
    try {
      return this.stripe.webhooks.constructEvent(body, signature, secret);
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.http.close();
  }

  private refusalOf(error: unknown): StripeRefusal {
    if (!(error instanceof this.package.errors.StripeError)) throw error;
    const { statusCode, rawType, code, decline_code: declineCode } = error;
    // Without a type it was written by a server between, or not read to its end.
    if (statusCode === undefined || rawType === undefined) throw error.detail instanceof Error ? error.detail : error;
    // The package sets an empty reason where there is none.
    const given = [declineCode, code].find((each) => each !== undefined && each !== '');
    return { status: statusCode, type: rawType, code: given ?? rawType };
  }

  private transport(): Transport {
    return {
      getClientName: () => 'hotdeal',
      makeRequest: async (...[host, port, path, method, headers, body, protocol]) => {
        const limits = this.limits.getStore();
        if (limits === undefined) throw new Error('A call of Stripe has no limits');
        const {
          status,
          headers: answered,
          body: text,
        } = await this.http.send({
          method: method as HttpRequest['method'],
          url: `${protocol}://${host}:${port}${path}`,
          headers: textsOf(headers),
          ...(body !== '' && { body }),
          ...limits,
        });
        const answer = answerOf(status, text);
        return {
          getStatusCode: () => status,
          getHeaders: () => textsOf(answered),
          getRawResponse: () => ({}),
          toStream: () => {
            throw new Error('No response of Stripe is streamed');
          },
          toJSON: () => Promise.resolve(answer),
        };
      },
    };
  }
}

/** The package takes any JSON without an `error` for what it has asked for, whatever the status. */
function answerOf(status: number, text: string): unknown {
  let answer: { readonly object?: unknown; readonly error?: unknown } | null;
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch {
    answer = null;
  }
  const isError = typeof answer?.error === 'object' && status >= 400;
  if (isError || (typeof answer?.object === 'string' && status < 300)) return answer;
  throw new Error(`HTTP ${status}, and no answer of Stripe`);
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  );
}
