import { answerOf } from '@hotdeal/client';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useAsked } from '../ground/asking';
import { shop } from '../ground/shop';
import type { DealSignal } from '../ground/deal-signals';
import { onDealSignal } from '../ground/deal-signals';
import { useReconnected } from '../ground/refresh';

const SIGNALS_READ = 100;

interface PublicDeals {
  /** newest first, each as its last signal has told it */
  readonly deals: readonly DealSignal[] | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/** What everybody may know of the deals: the latest signals, and those that come. */
export function usePublicDeals(): PublicDeals {
  const asked = useAsked(latestSignals, []);
  const [heard, hear] = useState<readonly DealSignal[]>([]);
  useEffect(() => onDealSignal((signal) => hear((before) => [...before, signal].slice(-SIGNALS_READ))), []);
  useReconnected(useCallback(() => asked.again(), [asked.again]));
  if (asked.value === undefined) return { deals: undefined, error: asked.error, again: asked.again };
  const signals = [...asked.value, ...heard].sort((one, other) => one.seq - other.seq);
  const last = new Map<number, DealSignal>();
  for (const signal of signals) {
    last.delete(signal.eventId);
    last.set(signal.eventId, signal);
  }
  return { deals: [...last.values()].reverse(), error: asked.error, again: asked.again };
}

async function latestSignals(): Promise<readonly DealSignal[]> {
  const { lastSeq } = await answerOf(shop.api.GET('/api/event/signals/last'));
  const query = { after: Math.max(0, lastSeq - SIGNALS_READ), limit: SIGNALS_READ };
  return (await answerOf(shop.api.GET('/api/event/signals', { params: { query } }))).items;
}
