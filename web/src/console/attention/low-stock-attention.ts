import { answerOf } from '@hotdeal/client';
import { shop } from '../../api/shop';
import { DEFAULT_THRESHOLD } from './low-stock';
import { newCounter } from '../ui/counted';

const counter = newCounter(
  () => true,
  (limit) => answerOf(shop.api.GET('/api/stocks', { params: { query: { below: DEFAULT_THRESHOLD, limit } } })),
);

export const lowStock = counter.counted;
export const countLowStock = counter.recount;
