import type { JSX } from 'preact';
import { span } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { now } from '../../ground/shop';
import { type DealWindow, phaseOf } from '../../ground/deal-phase';

const said = wordsOf({
  ko: {
    begins: (left: string) => `${left} 후 시작`,
    ends: (left: string) => `${left} 후 종료`,
    over: '종료',
  },
  en: {
    begins: (left: string) => `starts in ${left}`,
    ends: (left: string) => `ends in ${left}`,
    over: 'ended',
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
