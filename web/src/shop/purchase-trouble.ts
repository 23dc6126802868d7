import { ShopError } from '@hotdeal/client';
import { shop } from '../ground/shop';

/** Why nobody knows yet whether the order was placed, and how long the shop wants to be left alone. */
export interface Trouble {
  readonly kind: 'busy' | 'offline';
  readonly afterMs: number | undefined;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** Nothing, when the shop has given its answer and a repetition would get the same. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof ShopError)) return { kind: 'offline', afterMs: undefined };
  const isPassing = error.status >= 500 || error.status === 429 || error.code === 'IDEMPOTENCY_IN_PROGRESS';
  if (!isPassing) return undefined;
  return { kind: 'busy', afterMs: error.retryAfter === undefined ? undefined : error.retryAfter * 1_000 };
}

/** At the moment that the shop has named, or a little later each time; at once when the connection is back. */
export function untilNextTry({ kind, afterMs }: Trouble, tries: number): Promise<void> {
  const grown = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  const pause = (afterMs ?? grown) * (1 + 0.3 * Math.random());
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, pause);
    const stop = kind === 'offline' ? shop.live.on('caught-up', end) : () => undefined;
  });
}
