import { answerOf } from '@hotdeal/client';
import { type Query, useQuery } from '../../api/query';
import { usePolling, useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import type { Points } from '../../api/views';

const POLL_MS = 30_000;

/** The points of the account that is signed in. */
export function useOwnPoints(): Query<Points> {
  const points = useQuery(() => answerOf(shop.api.GET('/api/points')), []);
  useRefreshOn(points.refetch, ['order-reserved', 'order-settled', 'payment-ended']);
  usePolling(POLL_MS, points.refetch);
  return points;
}
