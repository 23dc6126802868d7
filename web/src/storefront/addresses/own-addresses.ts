import { answerOf } from '@hotdeal/client';
import { type Query, useQuery } from '../../api/query';
import { useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { areOrdersShipped } from '../../api/shop-information';
import type { Address } from '../../api/views';

export const MAX_ADDRESSES = 10;

/** None in a shop that does not ship. */
export function useOwnAddresses(): Query<readonly Address[]> {
  const addresses = useQuery<readonly Address[]>(
    async () => (areOrdersShipped.peek() ? answerOf(shop.api.GET('/api/users/me/addresses')) : []),
    [],
  );
  useReconnected(addresses.refetch);
  return addresses;
}
