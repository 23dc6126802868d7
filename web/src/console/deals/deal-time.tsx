import type { JSX } from 'preact';
import { now } from '../../api/shop';
import { type DealWindow, phaseOf } from '../../catalogue/deal-phase';
import { duration } from '../../i18n/format';
import { translations } from '../../i18n/language';

const messages = translations({
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

export function DealTime({ deal }: { readonly deal: DealWindow }): JSX.Element {
  const at = now.value;
  const phase = phaseOf(deal, at);
  if (phase === 'ended') return <span>{messages.over}</span>;
  const left = Date.parse(phase === 'upcoming' ? deal.startEventTime : deal.endEventTime) - at;
  return (
    <span class="countdown">
      {phase === 'upcoming' ? messages.begins(duration(left)) : messages.ends(duration(left))}
    </span>
  );
}
