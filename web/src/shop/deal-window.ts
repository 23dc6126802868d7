import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { now } from '../ground/shop';
import { onDealSignal } from './freshness';

export interface DealWindow {
  readonly eventId: number;
  readonly startEventTime: string;
  readonly endEventTime: string;
}

export type Phase = 'upcoming' | 'running' | 'over';

/** Deals that an administrator has ended before their time, as the signals said. */
const endedEarly = signal<ReadonlyMap<number, number>>(new Map());

onDealSignal(({ eventId, endEventTime }, name) => {
  if (name !== 'hot-deal-ended') return;
  endedEarly.value = new Map([...endedEarly.value, [eventId, Date.parse(endEventTime)]]);
});

/** By the clock of the shop. Asking does not follow the clock; `usePhases` does. */
export function phaseOf(deal: DealWindow, time = now.peek()): Phase {
  const end = Math.min(endedEarly.value.get(deal.eventId) ?? Infinity, Date.parse(deal.endEventTime));
  if (time >= end) return 'over';
  return time < Date.parse(deal.startEventTime) ? 'upcoming' : 'running';
}

/** Draws the component anew when one of the deals opens or ends, and at no other tick of the clock. */
export function usePhases(deals: readonly DealWindow[]): readonly Phase[] {
  const [, draw] = useState('');
  useEffect(() => now.subscribe((time) => draw(deals.map((deal) => phaseOf(deal, time)).join())), [deals]);
  return deals.map((deal) => phaseOf(deal));
}
