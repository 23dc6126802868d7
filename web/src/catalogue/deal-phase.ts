import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { now } from '../api/shop';
import { onDealSignal } from './deal-signals';

export interface DealWindow {
  readonly eventId: number;
  readonly startEventTime: string;
  readonly endEventTime: string;
}

export type Phase = 'upcoming' | 'active' | 'ended';

/** End times, known from signals, of deals that an administrator ended early. */
const endedEarly = signal<ReadonlyMap<number, number>>(new Map());

onDealSignal(({ eventId, endEventTime }, name) => {
  if (name !== 'hot-deal-ended') return;
  endedEarly.value = new Map([...endedEarly.value, [eventId, Date.parse(endEventTime)]]);
});

/** By the shop's clock. A deal that was ended before it started has its end before its start. */
export function phaseOf(deal: DealWindow, time = now.peek()): Phase {
  const end = Math.min(endedEarly.value.get(deal.eventId) ?? Infinity, Date.parse(deal.endEventTime));
  if (time >= end) return 'ended';
  return time < Date.parse(deal.startEventTime) ? 'upcoming' : 'active';
}

/** Renders the component again when one of the deals starts or ends, and not on every tick of the clock. */
export function usePhases(deals: readonly DealWindow[]): readonly Phase[] {
  const [, setPhases] = useState('');
  useEffect(() => now.subscribe((time) => setPhases(deals.map((deal) => phaseOf(deal, time)).join())), [deals]);
  return deals.map((deal) => phaseOf(deal));
}
