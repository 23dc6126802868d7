import { answerOf } from '@hotdeal/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { shop } from '../ground/shop';
import type { Deal, Product, Stock } from './answers';
import { usePhases } from '../ground/deal-phase';
import { useDealSignals } from '../ground/deal-signals';
import { SPREAD_MS, useJitteredRefresh, usePolling, useReconnected } from '../ground/refresh';

const MOST_ASKED_AT_ONCE = 1_000;
const STOCK_ASKED_EVERY_MS = 10_000;
const ASKED_AGAIN_AFTER_MS = 3_000;

interface Known<Item> {
  readonly of: ReadonlyMap<number, Item>;
  /** whether the shop has answered for just these products */
  readonly isComplete: boolean;
  readonly again: () => void;
}

/** What the shop knows about each of the products that are shown; what is known stays while more is asked for. */
function useByProduct<Item extends { readonly productId: number }>(
  productIds: readonly number[],
  ask: (productIds: number[]) => Promise<readonly Item[]>,
): Known<Item> {
  const about = productIds.slice(0, MOST_ASKED_AT_ONCE).join(',');
  const [known, set] = useState<{ about: string; of: ReadonlyMap<number, Item> }>({ about: '', of: new Map() });
  const turn = useRef(0);
  const again = (): void => {
    if (about === '') return;
    const mine = (turn.current += 1);
    ask(about.split(',').map(Number)).then(
      (items) => {
        if (mine === turn.current) set({ about, of: new Map(items.map((item) => [item.productId, item])) });
      },
      // The connection bar tells that the shop is away.
      () => {
        if (mine === turn.current) setTimeout(() => mine === turn.current && again(), ASKED_AGAIN_AFTER_MS);
      },
    );
  };
  useEffect(() => {
    again();
    return () => {
      turn.current += 1;
    };
  }, [about]);
  useReconnected(again);
  return { of: known.of, isComplete: known.about === about, again };
}

/** What is left of each, asked again and again while somebody looks. */
export function useStocks(productIds: readonly number[], everyMs = STOCK_ASKED_EVERY_MS): Known<Stock> {
  const stocks = useByProduct(productIds, (ids) =>
    answerOf(shop.api.POST('/api/stocks/search', { body: { productIds: ids } })),
  );
  usePolling(everyMs, stocks.again);
  return stocks;
}

interface BestDeals extends Known<Deal> {
  /** whether a deal of this product is over, and the shop has not said yet what comes after it */
  readonly isUnclear: (productId: number) => boolean;
}

/** The best deal of each that is running now: what an order would be charged by. */
export function useBestDeals(productIds: readonly number[]): BestDeals {
  const deals = useByProduct(productIds, (ids) =>
    answerOf(shop.api.POST('/api/event/search-event', { body: { productIds: ids } })),
  );
  const known = [...deals.of.values()];
  const phases = usePhases(known);
  const soon = useJitteredRefresh(deals.again);
  useDealSignals(soon, productIds);
  const over = new Set(known.filter((_deal, index) => phases[index] === 'ended').map(({ productId }) => productId));
  // Another deal may take its place. An answer that does not know of the end yet is asked for again.
  useEffect(() => {
    if (over.size > 0) soon(SPREAD_MS);
  }, [deals.of, over.size]);
  const running = known.filter((_deal, index) => phases[index] === 'active');
  return {
    ...deals,
    of: new Map(running.map((deal) => [deal.productId, deal])),
    isUnclear: (productId) => over.has(productId),
  };
}

export function useProducts(productIds: readonly number[]): Known<Product> {
  return useByProduct(productIds, (ids) =>
    answerOf(shop.api.POST('/api/products/search-product', { body: { productIds: ids } })),
  );
}
