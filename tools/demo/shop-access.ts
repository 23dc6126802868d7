// How the demo calls the shop: with its typed client, and with retries while the shop is busy.
import { setTimeout as pause } from 'node:timers/promises';
import { answerOf, ShopError } from '@hotdeal/client';
import { LauncherError } from '../terminal';

const MOST_ATTEMPTS = 6;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Repeats a request that found the shop busy or lost its connection. Each request of the demo may arrive twice: it
 * only reads, carries an idempotency key, or changes nothing the second time.
 */
export async function withRetries<Result>(
  request: () => Promise<Result>,
  onRetry: () => void = () => undefined,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (failure) {
      if (failure instanceof ShopError && !isBusy(failure)) throw failure;
      if (attempt === MOST_ATTEMPTS) throw failure instanceof ShopError ? failure : connectionError(failure);
      await pause(pauseAfter(failure, attempt));
      onRetry();
    }
  }
}

/** What a route has returned, with retries. A problem that is not retried becomes a `ShopError`. */
export function request<Data>(send: () => Parameters<typeof answerOf<Data>>[0]): Promise<Data> {
  return withRetries(() => answerOf(send()));
}

function isBusy({ status, code }: ShopError): boolean {
  return status === 503 || status === 429 || code === 'IDEMPOTENCY_IN_PROGRESS';
}

function pauseAfter(failure: unknown, attempt: number): number {
  if (!(failure instanceof ShopError)) return 100 * attempt;
  return Math.min((failure.retryAfter ?? 1) * 1_000, LONGEST_PAUSE_MS);
}

/** `fetch` names the reason of a failure only in its cause. */
function connectionError(failure: unknown): Error {
  if (!(failure instanceof Error)) return new LauncherError(String(failure));
  const { message } = failure.cause instanceof Error ? failure.cause : failure;
  return new LauncherError(`The shop did not answer (${message}).`);
}
