import type { JSX } from 'preact';
import { type DealWindow, phaseOf } from '../../ground/deal-window';
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

/** How long until it begins, or ends. */
export function DealTime({ deal }: { readonly deal: DealWindow }): JSX.Element {
  const at = now.value;
  const phase = phaseOf(deal, at);
  if (phase === 'ended') return <span>{said.over}</span>;
  const left = Date.parse(phase === 'upcoming' ? deal.startEventTime : deal.endEventTime) - at;
  return <span class="countdown">{phase === 'upcoming' ? said.begins(span(left)) : said.ends(span(left))}</span>;
}
