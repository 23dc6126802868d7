import type { z } from 'zod';
import { Unavailable } from '#platform/domain-error';
import { CircuitBreaker } from '#platform/http-client/circuit-breaker';
import { HttpClient } from '#platform/http-client/http-client';
import { refusesKey } from './toss-codes';
import { tossError, type TossPayment, tossPayment } from './toss-dialect';

const NAME = 'Toss Payments';

export interface TossCall {
  readonly method: 'GET' | 'POST';
  /** with its query */
  readonly path: string;
  readonly body?: object;
  /** Toss Payments answers a repeated key with its first answer, for 15 days, also with an error. */
  readonly key?: string;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** A decision, or none, in a form that Toss Payments uses: never a page of a server between. */
export type TossAnswer<Body = TossPayment> =
  { readonly body: Body; readonly error?: undefined } | { readonly body?: undefined; readonly error: string };

/** There is no answer, or none that Toss Payments would have written. Whether the call was made there is not known. */
class NoTossAnswer extends Error {}

/** Speaks HTTP with Toss Payments. The status of a response decides nothing: its body does. */
export class TossClient {
  private readonly http = new HttpClient({ name: NAME });
  /** Opens while Toss Payments refuses the shop's key: nothing is stored then that only a call could end. */
  private readonly keyBreaker = new CircuitBreaker({ failures: 3, withinMs: 60_000, openMs: 10_000 });
  private readonly authorization: string;

  constructor(
    private readonly api: string,
    secretKey: string,
  ) {
    this.authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
  }

  /** @throws Unavailable while calls are not made */
  assertAvailable(): void {
    this.http.assertAvailable();
    if (this.keyBreaker.opensInMs > 0) throw new Unavailable(NAME, new Error('Toss Payments refuses the secret key'));
  }

  /**
   * @throws HttpRequestFailed when there is no whole response
   * @throws NoTossAnswer for a response that is not of Toss Payments
   */
  async payment(call: TossCall): Promise<TossAnswer> {
    return this.send(call, tossPayment);
  }

  async send<Schema extends z.ZodType>(call: TossCall, schema: Schema): Promise<TossAnswer<z.infer<Schema>>> {
    const { method, path, body, key, limitMs, signal } = call;
    const { status, body: text } = await this.http.send({
      method,
      url: `${this.api}${path}`,
      headers: {
        authorization: this.authorization,
        accept: 'application/json',
        'accept-language': 'en-US',
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
      limitMs,
      signal,
    });
    const answer = readAnswer(text, schema);
    if (answer === undefined) throw new NoTossAnswer(`HTTP ${status}, and no answer of ${NAME}`);
    if (answer.error !== undefined && refusesKey(answer.error)) this.keyBreaker.recordFailure();
    else this.keyBreaker.recordSuccess();
    return answer;
  }

  close(): void {
    this.http.close();
  }
}

function readAnswer<Schema extends z.ZodType>(text: string, schema: Schema): TossAnswer<z.infer<Schema>> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const body = schema.safeParse(json);
  if (body.success) return { body: body.data };
  const error = tossError.safeParse(json);
  return error.success ? { error: error.data.code } : undefined;
}
