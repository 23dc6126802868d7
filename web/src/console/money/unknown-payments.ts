import { answerOf } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { now, shop } from '../../api/shop';
import { arePaymentsShown } from './shown-payments';

/** Most outcomes are found within some seconds. */
const LONG_MS = 300_000;
const MOST_COUNTED = 100;

/** Payments of which it has not been known for long whether the money was taken. */
export const unknownPayments = signal(0);

export async function countUnknownPayments(): Promise<void> {
  if (!arePaymentsShown.peek()) return;
  const query = { status: 'CONFIRMING' as const, limit: MOST_COUNTED };
  try {
    const { items } = await answerOf(shop.api.GET('/api/payments', { params: { query } }));
    const before = now.peek() - LONG_MS;
    unknownPayments.value = items.filter(({ requestedAt }) => Date.parse(requestedAt) < before).length;
  } catch {
    // The last count stays until the next one.
  }
}
