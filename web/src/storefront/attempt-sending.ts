import { ShopError } from '@hotdeal/client';
import { effect } from '@preact/signals';
import { visitor } from '../auth/session';
import type { PendingAttempts } from './pending-attempts';
import { beforeRetry, type RetryableError, retryableError } from './retryable-error';

/** What becomes of an attempt that is sent. */
export type Sending<Result> =
  | { readonly step: 'sending' }
  | { readonly step: 'retrying'; readonly reason: RetryableError }
  | { readonly step: 'answered'; readonly result: Result }
  | { readonly step: 'refused'; readonly error: unknown }
  /** it is unknown whether it had its effect, so only the same attempt may be sent again */
  | { readonly step: 'unknown' };

const RETRIED_FOR_MS = 120_000;
export const REQUEST_TIMEOUT_MS = 10_000;

let buyer: number | undefined;
/** counts the changes of the account */
let session = 0;
const followers: ((userId: number | undefined) => void)[] = [];

/** Calls `follow` with the account that is signed in, now and whenever another one is. */
export function onBuyerChange(follow: (userId: number | undefined) => void): void {
  followers.push(follow);
  follow(buyer);
}

effect(() => {
  const userId = typeof visitor.value === 'object' ? visitor.value.userId : undefined;
  if (userId === buyer) return;
  session += 1;
  buyer = userId;
  for (const follow of followers) follow(userId);
});

/** Continues what was pending when the page was left or reloaded. An old attempt is sent only if the buyer says so. */
export function resumeAttempts<Attempt extends { readonly key: string }>(
  pending: PendingAttempts<Attempt>,
  userId: number,
  { submit, ask }: Record<'submit' | 'ask', (attempt: Attempt) => void>,
): void {
  for (const { attempt, since } of pending.of(userId)) {
    if (Date.now() - since < RETRIED_FOR_MS) submit(attempt);
    else ask(attempt);
  }
}

interface SentAttempt<Attempt, Result> {
  readonly attempt: Attempt;
  readonly pending: PendingAttempts<Attempt & { readonly key: string }>;
  /** @param isCurrent whether the account that made the attempt is still signed in */
  readonly send: (isCurrent: () => boolean) => Promise<Result>;
  /** not called once another account has signed in: an attempt belongs to the account that made it */
  readonly show: (sending: Sending<Result>) => void;
}

/** Sends the attempt until the shop has answered, for two minutes at most. */
export async function sendAttempt<Attempt extends { readonly key: string }, Result>(
  sent: SentAttempt<Attempt, Result>,
): Promise<void> {
  const { attempt, pending, send } = sent;
  const begunIn = session;
  const isCurrent = (): boolean => session === begunIn;
  const show = (sending: Sending<Result>): void => {
    if (isCurrent()) sent.show(sending);
  };
  const until = Date.now() + RETRIED_FOR_MS;
  show({ step: 'sending' });
  if (buyer !== undefined) pending.add(buyer, attempt);
  for (let attempts = 1; isCurrent(); attempts += 1) {
    try {
      const result = await send(isCurrent);
      pending.remove(attempt);
      show({ step: 'answered', result });
      return;
    } catch (error) {
      const reason = retryableError(error);
      if (reason === undefined || Date.now() > until) {
        if (isFinal(error)) pending.remove(attempt);
        show(reason === undefined ? { step: 'refused', error } : { step: 'unknown' });
        return;
      }
      show({ step: 'retrying', reason });
      await beforeRetry(reason, attempts);
    }
  }
}

/** An expired login answers nothing: an earlier attempt may have had its effect, so the next login continues. */
function isFinal(error: unknown): boolean {
  return retryableError(error) === undefined && error instanceof ShopError && error.status !== 401;
}
