import { answerOf, ShopError } from '@hotdeal/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { shop } from '../api/shop';
import type { UserCoupon } from '../api/views';
import { visitor } from '../auth/session';
import { beforeRetry, retryableError } from './retryable-error';

export type IssueState =
  | { readonly step: 'none' | 'asking' | 'owned' }
  | { readonly step: 'issued'; readonly coupon: UserCoupon }
  | { readonly step: 'refused'; readonly error: unknown };

const RETRIED_FOR_MS = 30_000;
/** A shop that asks for a longer pause says so to the visitor. */
const LONGEST_PAUSE_MS = 10_000;

/** Asks for one coupon, and says what came of it. */
export function useIssue(couponId: number): { readonly state: IssueState; readonly ask: () => Promise<void> } {
  const [state, setState] = useState<IssueState>({ step: 'none' });
  const isAsking = useRef(false);
  const userId = typeof visitor.value === 'object' ? visitor.value.userId : undefined;
  useEffect(() => setState({ step: 'none' }), [userId]);
  const ask = async (): Promise<void> => {
    if (isAsking.current) return;
    isAsking.current = true;
    setState({ step: 'asking' });
    setState(await issue(couponId));
    isAsking.current = false;
  };
  return { state, ask };
}

/** Asking again is safe: a user gets one coupon of a kind, and is told so ever after. */
async function issue(couponId: number): Promise<IssueState> {
  const until = Date.now() + RETRIED_FOR_MS;
  for (let attempts = 1; ; attempts += 1) {
    try {
      const params = { path: { couponId } };
      return { step: 'issued', coupon: await answerOf(shop.api.POST('/api/coupons/{couponId}/issue', { params })) };
    } catch (error) {
      if (error instanceof ShopError && error.code === 'COUPON_ALREADY_ISSUED') return { step: 'owned' };
      const reason = retryableError(error);
      if (reason === undefined || Date.now() > until || (reason.afterMs ?? 0) > LONGEST_PAUSE_MS)
        return { step: 'refused', error };
      await beforeRetry(reason, attempts);
    }
  }
}
