import { shop } from '../api/shop';
import { phaseOf } from '../catalogue/deal-phase';
import type { DealSignal } from '../catalogue/deal-signals';
import { onDealSignal } from '../catalogue/deal-signals';
import { count, dateTime } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { toast } from '../ui/toasts';

const messages = translations({
  ko: {
    opened: (percent: number, products: string) => `핫딜이 시작됐어요! 상품 ${products}개 ${percent}% 할인`,
    announced: (percent: number, products: string, start: string) =>
      `핫딜 예고: ${start}부터 상품 ${products}개 ${percent}% 할인`,
  },
  en: {
    opened: (percent: number, products: string) =>
      `Deal started: ${percent}% off ${products} ${products === '1' ? 'product' : 'products'}`,
    announced: (percent: number, products: string, start: string) =>
      `Coming up: ${percent}% off ${products} ${products === '1' ? 'product' : 'products'} from ${start}`,
  },
});

/** Missed signals arrive late, so a toast is shown only for what is true at this moment. */
export function showDealToasts(): void {
  onDealSignal((signal, name) => {
    const phase = phaseOf(signal, shop.clock.now());
    if (name === 'hot-deal-ended' || name === 'hot-deal-changed' || phase === 'ended') return;
    toast(
      phase === 'upcoming' && name === 'new-hot-deal' ? announced(signal) : opened(signal),
      linkTo(`/deals/${signal.eventId}`),
    );
  });
}

function opened({ eventDiscount, productCount }: DealSignal): string {
  return messages.opened(eventDiscount, count(productCount));
}

function announced({ eventDiscount, productCount, startEventTime }: DealSignal): string {
  return messages.announced(eventDiscount, count(productCount), dateTime(startEventTime));
}
