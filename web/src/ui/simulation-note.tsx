import type { JSX } from 'preact';
import { arePaymentsSimulated } from '../api/shop-information';
import { translations } from '../i18n/language';

const messages = translations({
  ko: { note: '모의 결제예요. 실제 돈은 오가지 않아요.' },
  en: { note: 'Simulated payments: no money moves.' },
});

/** Beside the button that pays, where this shop pays at a simulator. */
export function SimulationNote(): JSX.Element | null {
  if (!arePaymentsSimulated.value) return null;
  return <p class="hint simulation">{messages.note}</p>;
}

/** The same on all pages, below the header, which stays where it is when this appears. */
export function SimulationBanner(): JSX.Element | null {
  if (!arePaymentsSimulated.value) return null;
  return <aside class="simulation-banner">{messages.note}</aside>;
}
