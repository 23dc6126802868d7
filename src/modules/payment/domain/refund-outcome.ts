import type { RefundOutcome } from './provider';
import type { RefundState } from './refund';

const PAUSE_MS = { shortest: 2_000, longest: 600_000 };
/** Providers remember a key for at least 15 days. Sent later, the same key could pay back a second time. */
export const KEY_LIFE_MS = 14 * 86_400_000;
/** Before that, no other key is used: a call may still be on its way, whatever was answered. */
const UNANSWERED_MS = 45_000;

export type RefundChange =
  | { readonly state: 'DONE'; readonly providerRef: string | null }
  | {
      readonly state: 'DUE';
      readonly pauseMs: number;
      readonly failureCode: string | null;
      /** it is sent under another key next time, after a look at the provider's books */
      readonly hasNextKey: boolean;
    }
  | { readonly state: 'STUCK'; readonly failureCode: string };

/**
 * R3, R4, R5: what follows from an answer. Only a refusal after which a look at the provider's books has shown that
 * nothing was paid back is REFUSED; without that look it is UNKNOWN. A refund that was never answered is sent again under
 * its own key, so that the provider makes it once. One that was answered with an error that decides nothing would get the
 * same error under its key for ever, and so gets another one.
 * @param sentForMs the time since the refund was first sent
 */
export function changeAfter(answer: RefundOutcome, sentForMs: number): RefundChange {
  if (answer.outcome === 'REFUNDED') return { state: 'DONE', providerRef: answer.reference };
  if (answer.outcome === 'REFUSED') return { state: 'STUCK', failureCode: answer.code };
  if (sentForMs >= KEY_LIFE_MS) return { state: 'STUCK', failureCode: 'OUTCOME_UNKNOWN' };
  // As long again as it has been tried: 2 s, 2 s, 4 s, 8 s … 10 min.
  const pauseMs = Math.min(Math.max(Math.round(sentForMs / 1_000) * 1_000, PAUSE_MS.shortest), PAUSE_MS.longest);
  const hasNextKey = answer.isAnswered === true && sentForMs >= UNANSWERED_MS;
  return { state: 'DUE', pauseMs, failureCode: answer.code ?? null, hasNextKey };
}

/**
 * Whether a change still applies. What was paid back is paid back, whichever attempt says so, and however late. Anything
 * else is said by the claim that has the refund now: `attempts` grows with each claim.
 */
export function applies(
  change: RefundChange,
  claimed: { readonly attempts: number },
  current: { readonly state: RefundState; readonly attempts: number },
): boolean {
  if (change.state === 'DONE') return current.state !== 'DONE';
  return current.state === 'DUE' && current.attempts === claimed.attempts;
}

/** The same for each repetition of an attempt: a provider that has paid back under it says so again. */
export function refundKey({ mark, attempt }: { readonly mark: string; readonly attempt: number }): string {
  return `hd:refund:${mark}#${attempt}`;
}
