import type { components, LiveEvents } from '@hotdeal/client';
import { useEffect, useRef } from 'preact/hooks';
import { type JitteredRefresh, SPREAD_MS } from '../api/refresh';
import { shop } from '../api/shop';

export type DealSignal = components['schemas']['SignalView'];

export const DEAL_SIGNALS = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended', 'hot-deal-changed'] as const;

const SPREAD_PER_PRODUCT_MS = 2;
const WIDEST_SPREAD_MS = 10_000;

/** Subscribes to all signals about deals; returns the function that unsubscribes. */
export function onDealSignal(handle: (signal: DealSignal, name: keyof LiveEvents) => void): () => void {
  const stops = DEAL_SIGNALS.map((name) => shop.live.on(name, (signal) => handle(signal, name)));
  return () => stops.forEach((stop) => stop());
}

/**
 * Refreshes when a deal on one of these products, or on any product, is announced, opens, ends or is changed.
 * @param deals that are shown: a changed deal may no longer be on these products
 */
export function useDealSignals(
  refresh: JitteredRefresh,
  products: readonly number[] | 'any',
  deals: readonly number[] = [],
): void {
  const shown = useRef({ products, deals });
  shown.current = { products, deals };
  useEffect(
    () =>
      onDealSignal((signal) => {
        const { products: shownProducts, deals: shownDeals } = shown.current;
        if (!concerns(signal, shownProducts) && !shownDeals.includes(signal.eventId)) return;
        refresh(Math.min(SPREAD_MS + signal.productCount * SPREAD_PER_PRODUCT_MS, WIDEST_SPREAD_MS));
      }),
    [refresh],
  );
}

function concerns({ productIds }: DealSignal, shown: readonly number[] | 'any'): boolean {
  return shown === 'any' || productIds === undefined || productIds.some((id) => shown.includes(id));
}
