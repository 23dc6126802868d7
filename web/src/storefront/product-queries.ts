import { answerOf } from '@hotdeal/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { SPREAD_MS, useJitteredRefresh, usePolling, useReconnected } from '../api/refresh';
import { MAX_IDS, shop } from '../api/shop';
import type { Product, ProductDeal, Stock } from '../api/views';
import { usePhases } from '../catalogue/deal-phase';
import { useDealSignals } from '../catalogue/deal-signals';

const STOCK_POLL_MS = 10_000;
const RETRY_AFTER_MS = 3_000;

interface Lookup<Item> {
  readonly byId: ReadonlyMap<number, Item>;
  /** whether the data is of exactly these products */
  readonly isComplete: boolean;
  readonly refetch: () => void;
}

/** Loads data about each of these products. Earlier data stays available while a new set of products is loaded. */
function useLookup<Item extends { readonly productId: number }>(
  productIds: readonly number[],
  request: (productIds: number[]) => Promise<readonly Item[]>,
): Lookup<Item> {
  const key = productIds.slice(0, MAX_IDS).join(',');
  const [lookup, setLookup] = useState<{ key: string; byId: ReadonlyMap<number, Item> }>({ key: '', byId: new Map() });
  const latest = useRef(0);
  const refetch = (): void => {
    if (key === '') return;
    const mine = (latest.current += 1);
    request(key.split(',').map(Number)).then(
      (items) => {
        if (mine === latest.current) setLookup({ key, byId: new Map(items.map((item) => [item.productId, item])) });
      },
      // No error is shown here: the connection bar says that the shop cannot be reached.
      () => {
        if (mine === latest.current) setTimeout(() => mine === latest.current && refetch(), RETRY_AFTER_MS);
      },
    );
  };
  useEffect(() => {
    refetch();
    return () => {
      latest.current += 1;
    };
  }, [key]);
  useReconnected(refetch);
  return { byId: lookup.byId, isComplete: lookup.key === key, refetch };
}

/** The stock of each product, polled while the page is visible. */
export function useStocks(productIds: readonly number[], everyMs = STOCK_POLL_MS): Lookup<Stock> {
  const stocks = useLookup(productIds, (ids) =>
    answerOf(shop.api.POST('/api/stocks/search', { body: { productIds: ids } })),
  );
  usePolling(everyMs, stocks.refetch);
  return stocks;
}

interface BestDeals extends Lookup<ProductDeal> {
  /** whether a deal on this product has ended and the price after it is not loaded yet */
  readonly isPriceUnknown: (productId: number) => boolean;
}

/** The best active deal on each product: the price that an order would be charged. */
export function useBestDeals(productIds: readonly number[]): BestDeals {
  const deals = useLookup(productIds, (ids) =>
    answerOf(shop.api.POST('/api/event/search-event', { body: { productIds: ids } })),
  );
  const loaded = [...deals.byId.values()];
  const phases = usePhases(loaded);
  const refreshSoon = useJitteredRefresh(deals.refetch);
  useDealSignals(
    refreshSoon,
    productIds,
    loaded.map(({ eventId }) => eventId),
  );
  const ended = new Set(loaded.filter((_deal, index) => phases[index] === 'ended').map(({ productId }) => productId));
  // Another deal may apply now. This repeats if the answer does not include the end of the deal yet.
  useEffect(() => {
    if (ended.size > 0) refreshSoon(SPREAD_MS);
  }, [deals.byId, ended.size]);
  const active = loaded.filter((_deal, index) => phases[index] === 'active');
  return {
    ...deals,
    byId: new Map(active.map((deal) => [deal.productId, deal])),
    isPriceUnknown: (productId) => ended.has(productId),
  };
}

export function useProducts(productIds: readonly number[]): Lookup<Product> {
  return useLookup(productIds, (ids) =>
    answerOf(shop.api.POST('/api/products/search-product', { body: { productIds: ids } })),
  );
}
