import { ShopError } from '@hotdeal/client';
import { effect } from '@preact/signals';
import type { Order } from '../api/views';
import { visitor } from '../auth/session';
import { orderOutcome } from './order-outcome';
import type { PendingAttempts } from './pending-attempts';
import { beforeRetry, type RetryableError, retryableError } from './retryable-error';

/** What becomes of an order that is sent. */
export type Submission =
  | { readonly step: 'ordering' }
  | { readonly step: 'retrying'; readonly reason: RetryableError }
  | { readonly step: 'completed'; readonly order: Order }
  | { readonly step: 'refused'; readonly error: unknown }
  /** it is unknown whether there is an order, so only the same attempt may be sent again */
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

interface Submitted<Attempt> {
  readonly attempt: Attempt;
  readonly pending: PendingAttempts<Attempt & { readonly key: string }>;
  readonly send: () => Promise<Order>;
  /** not called once another account has signed in: an order belongs to the account that made it */
  readonly show: (submission: Submission) => void;
  readonly onPlaced?: (order: Order) => void;
}

/** Sends the attempt until the shop has answered, for two minutes at most. */
export async function submitAttempt<Attempt extends { readonly key: string }>(
  submitted: Submitted<Attempt>,
): Promise<void> {
  const { attempt, pending, send, onPlaced } = submitted;
  const begunIn = session;
  const show = (submission: Submission): void => {
    if (session === begunIn) submitted.show(submission);
  };
  const until = Date.now() + RETRIED_FOR_MS;
  show({ step: 'ordering' });
  if (buyer !== undefined) pending.add(buyer, attempt);
  for (let attempts = 1; session === begunIn; attempts += 1) {
    try {
      const placed = await send();
      if (session === begunIn) onPlaced?.(placed);
      const order = await orderOutcome(placed);
      pending.remove(attempt);
      show({ step: 'completed', order });
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

/** An expired login answers nothing: an earlier attempt may have become an order, so the next login continues. */
function isFinal(error: unknown): boolean {
  return retryableError(error) === undefined && error instanceof ShopError && error.status !== 401;
}
