import type { JSX } from 'preact';
import { arePaymentsSimulated } from '../../api/shop-information';
import { translations } from '../../i18n/language';

const messages = translations({
  ko: { note: '모의 결제예요. 실제로 돈이 빠져나가지 않아요.' },
  en: { note: 'Simulated payments: no money moves.' },
});

/** Where this shop pays at a simulator. */
export function SimulationNote(): JSX.Element | null {
  if (!arePaymentsSimulated.value) return null;
  return <p class="hint simulation">{messages.note}</p>;
}
