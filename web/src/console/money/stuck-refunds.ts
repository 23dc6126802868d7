import { answerOf } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { shop } from '../../api/shop';
import type { Counted } from '../ui/counted';
import { arePaymentsShown } from './shown-payments';

const MOST_COUNTED = 100;

interface StuckRefunds extends Counted {
  readonly amount: number;
}

/** The refunds that an administrator has to decide, and what they add up to. */
export const stuckRefunds = signal<StuckRefunds>({ number: 0, amount: 0, isMore: false });

export async function countStuckRefunds(): Promise<void> {
  if (!arePaymentsShown.peek()) return;
  const query = { status: 'STUCK' as const, limit: MOST_COUNTED };
  try {
    const { items, nextCursor } = await answerOf(shop.api.GET('/api/refunds', { params: { query } }));
    const amount = items.reduce((sum, refund) => sum + refund.amount, 0);
    stuckRefunds.value = { number: items.length, amount, isMore: nextCursor !== null };
  } catch {
    // The last count stays until the next one.
  }
}
