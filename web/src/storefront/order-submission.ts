import type { Order } from '../api/views';
import { type Sending, sendAttempt } from './attempt-sending';
import { orderOutcome } from './order-outcome';
import type { PendingAttempts } from './pending-attempts';

/** What becomes of an order that is sent. */
export type Submission =
  | { readonly step: 'ordering' }
  | { readonly step: 'completed'; readonly order: Order }
  | Exclude<Sending<Order>, { readonly step: 'sending' | 'answered' }>;

interface Submitted<Attempt> {
  readonly attempt: Attempt;
  readonly pending: PendingAttempts<Attempt & { readonly key: string }>;
  readonly send: () => Promise<Order>;
  /** not called once another account has signed in */
  readonly show: (submission: Submission) => void;
  readonly onPlaced?: (order: Order) => void;
}

/** Sends the order until the shop has answered, for two minutes at most, and waits for its decision. */
export function submitAttempt<Attempt extends { readonly key: string }>(submitted: Submitted<Attempt>): Promise<void> {
  const { attempt, pending, send, show, onPlaced } = submitted;
  return sendAttempt<Attempt, Order>({
    attempt,
    pending,
    send: async (isCurrent) => {
      const placed = await send();
      if (isCurrent()) onPlaced?.(placed);
      return orderOutcome(placed);
    },
    show: (sending) => show(submissionOf(sending)),
  });
}

function submissionOf(sending: Sending<Order>): Submission {
  if (sending.step === 'sending') return { step: 'ordering' };
  return sending.step === 'answered' ? { step: 'completed', order: sending.result } : sending;
}
