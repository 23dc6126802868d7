import type { components, LiveEvents } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { now, shop } from './shop';

export interface DealWindow {
  readonly eventId: number;
  readonly startEventTime: string;
  readonly endEventTime: string;
}

export type Phase = 'upcoming' | 'active' | 'ended';

export const DEAL_SIGNALS = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended'] as const;

/** Deals that an administrator has ended before their time, as the signals said. */
const endedEarly = signal<ReadonlyMap<number, number>>(new Map());

onDealSignal(({ eventId, endEventTime }, name) => {
  if (name !== 'hot-deal-ended') return;
  endedEarly.value = new Map([...endedEarly.value, [eventId, Date.parse(endEventTime)]]);
});

/** By the clock of the shop. One that was ended before it began has its end before its start. */
export function phaseOf(deal: DealWindow, time = now.peek()): Phase {
  const end = Math.min(endedEarly.value.get(deal.eventId) ?? Infinity, Date.parse(deal.endEventTime));
  if (time >= end) return 'ended';
  return time < Date.parse(deal.startEventTime) ? 'upcoming' : 'active';
}

/** Draws the component anew when one of the deals opens or ends, and at no other tick of the clock. */
export function usePhases(deals: readonly DealWindow[]): readonly Phase[] {
  const [, draw] = useState('');
  useEffect(() => now.subscribe((time) => draw(deals.map((deal) => phaseOf(deal, time)).join())), [deals]);
  return deals.map((deal) => phaseOf(deal));
}

/** All that is said about deals, whichever signal says it; answers how to stop that. */
export function onDealSignal(
  heard: (signal: components['schemas']['SignalView'], name: keyof LiveEvents) => void,
): () => void {
  const stops = DEAL_SIGNALS.map((name) => shop.live.on(name, (told) => heard(told, name)));
  return () => stops.forEach((stop) => stop());
}
