import type { JSX } from 'preact';
import { won } from '../ground/format';
import { wordsOf } from '../ground/language';
import type { Deal } from './answers';

const said = wordsOf({
  ko: {
    checking: '가격을 확인하고 있어요…',
    original: '정가',
    deal: '핫딜가',
    off: (percent: number) => `${percent}% 할인`,
  },
  en: {
    checking: 'Checking the price…',
    original: 'Original price',
    deal: 'Deal price',
    off: (percent: number) => `${percent}% off`,
  },
});

interface PriceProperties {
  readonly original: number;
  readonly deal?: Deal | undefined;
  /** a deal has just ended: no price is said until the shop has said which */
  readonly isUnclear?: boolean;
}

export function Price({ original, deal, isUnclear = false }: PriceProperties): JSX.Element {
  if (isUnclear)
    return (
      <p class="price">
        <span class="hint">{said.checking}</span>
      </p>
    );
  if (deal === undefined)
    return (
      <p class="price">
        <strong>{won(original)}</strong>
      </p>
    );
  return (
    <p class="price">
      <del>
        <span class="unseen">{said.original} </span>
        {won(deal.originalPrice)}
      </del>{' '}
      <strong>
        <span class="unseen">{said.deal} </span>
        {won(deal.discountPrice)}
      </strong>{' '}
      <span class="percent">{said.off(deal.eventDiscount)}</span>
    </p>
  );
}
