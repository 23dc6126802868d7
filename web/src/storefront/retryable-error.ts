import { ShopError } from '@hotdeal/client';
import { shop } from '../api/shop';

/** An error after which it is unknown whether the order was placed, and the delay that the shop asks for. */
export interface RetryableError {
  readonly kind: 'busy' | 'offline';
  readonly afterMs: number | undefined;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15_000;

/** Undefined if the shop's answer is final, so that a retry would get the same. */
export function retryableError(error: unknown): RetryableError | undefined {
  if (!(error instanceof ShopError)) return { kind: 'offline', afterMs: undefined };
  const isTransient = error.status >= 500 || error.status === 429 || error.code === 'IDEMPOTENCY_IN_PROGRESS';
  if (!isTransient) return undefined;
  return { kind: 'busy', afterMs: error.retryAfter === undefined ? undefined : error.retryAfter * 1_000 };
}

/** Waits as long as the shop asks for, or with exponential backoff; ends at once when the connection is back. */
export function beforeRetry({ kind, afterMs }: RetryableError, attempts: number): Promise<void> {
  const backoff = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
  const delay = (afterMs ?? backoff) * (1 + 0.3 * Math.random());
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(finish, delay);
    const stop = kind === 'offline' ? shop.live.on('caught-up', finish) : () => undefined;
  });
}
