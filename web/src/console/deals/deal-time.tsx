import type { JSX } from 'preact';
import { span } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { now } from '../../ground/shop';

const said = wordsOf({
  ko: {
    begins: (left: string) => `시작까지 ${left}`,
    ends: (left: string) => `종료까지 ${left}`,
    over: '종료됨',
  },
  en: {
    begins: (left: string) => `begins in ${left}`,
    ends: (left: string) => `ends in ${left}`,
    over: 'over',
  },
});

export interface Window {
  readonly startEventTime: string;
  readonly endEventTime: string;
}

export type Standing = 'upcoming' | 'active' | 'ended';

/** By the shop's clock. One that was ended before it began has its end before its start. */
export function standingOf({ startEventTime, endEventTime }: Window, at: number): Standing {
  if (at >= Date.parse(endEventTime)) return 'ended';
  return at < Date.parse(startEventTime) ? 'upcoming' : 'active';
}

/** How long until it begins, or ends. */
export function DealTime({ deal }: { readonly deal: Window }): JSX.Element {
  const at = now.value;
  const standing = standingOf(deal, at);
  if (standing === 'ended') return <span>{said.over}</span>;
  const left = Date.parse(standing === 'upcoming' ? deal.startEventTime : deal.endEventTime) - at;
  return <span class="countdown">{standing === 'upcoming' ? said.begins(span(left)) : said.ends(span(left))}</span>;
}
