import { answerOf } from '@hotdeal/client';
import { shop } from '../../api/shop';
import { newCounter } from '../ui/counted';

/** A product with fewer units than this runs low, unless the administrator asks for another number. */
export const DEFAULT_THRESHOLD = 10;

/** The threshold of an address; the default one if there is none. */
export function thresholdOf(text: string | null): number {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : DEFAULT_THRESHOLD;
}

const counter = newCounter(
  () => true,
  (limit) => answerOf(shop.api.GET('/api/stocks', { params: { query: { below: DEFAULT_THRESHOLD, limit } } })),
);

export const lowStock = counter.counted;
export const countLowStock = counter.recount;
