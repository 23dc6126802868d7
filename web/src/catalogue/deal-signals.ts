import type { components, LiveEvents } from '@hotdeal/client';
import { useEffect, useRef } from 'preact/hooks';
import { type JitteredRefresh, SPREAD_MS } from '../api/refresh';
import { shop } from '../api/shop';

export type DealSignal = components['schemas']['SignalView'];

export const DEAL_SIGNALS = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended'] as const;

const SPREAD_PER_PRODUCT_MS = 2;
const WIDEST_SPREAD_MS = 10_000;

/** Subscribes to all signals about deals; returns the function that unsubscribes. */
export function onDealSignal(handle: (signal: DealSignal, name: keyof LiveEvents) => void): () => void {
  const stops = DEAL_SIGNALS.map((name) => shop.live.on(name, (signal) => handle(signal, name)));
  return () => stops.forEach((stop) => stop());
}

/** Refreshes when a deal on one of these products, or on any product, is announced, opens or ends. */
export function useDealSignals(refresh: JitteredRefresh, products: readonly number[] | 'any'): void {
  const shown = useRef(products);
  shown.current = products;
  useEffect(
    () =>
      onDealSignal((signal) => {
        if (!concerns(signal, shown.current)) return;
        refresh(Math.min(SPREAD_MS + signal.productCount * SPREAD_PER_PRODUCT_MS, WIDEST_SPREAD_MS));
      }),
    [refresh],
  );
}

function concerns({ productIds }: DealSignal, shown: readonly number[] | 'any'): boolean {
  return shown === 'any' || productIds === undefined || productIds.some((id) => shown.includes(id));
}
