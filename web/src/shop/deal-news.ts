import { count, moment } from '../ground/format';
import { wordsOf } from '../ground/language';
import { linkTo } from '../ground/route';
import { shop } from '../ground/shop';
import { toast } from '../ground/toasts';
import type { DealSignal } from '../ground/deal-signals';
import { phaseOf } from '../ground/deal-phase';
import { onDealSignal } from '../ground/deal-signals';

const said = wordsOf({
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

/** Signals that were missed are told like those of now: only what is so at this moment is news. */
export function tellDealNews(): void {
  onDealSignal((signal, name) => {
    const phase = phaseOf(signal, shop.clock.now());
    if (name === 'hot-deal-ended' || phase === 'ended') return;
    toast(
      phase === 'upcoming' && name === 'new-hot-deal' ? announced(signal) : opened(signal),
      linkTo(`/deals/${signal.eventId}`),
    );
  });
}

function opened({ eventDiscount, productCount }: DealSignal): string {
  return said.opened(eventDiscount, count(productCount));
}

function announced({ eventDiscount, productCount, startEventTime }: DealSignal): string {
  return said.announced(eventDiscount, count(productCount), moment(startEventTime));
}
