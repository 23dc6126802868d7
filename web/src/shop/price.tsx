import type { JSX } from 'preact';
import { won } from '../ground/format';
import { wordsOf } from '../ground/language';
import type { Deal } from './answers';

const said = wordsOf({
  ko: { original: '정가', deal: '할인가', off: (percent: number) => `${percent}% 할인` },
  en: { original: 'Original price', deal: 'Deal price', off: (percent: number) => `${percent}% off` },
});

interface PriceProperties {
  readonly original: number;
  readonly deal?: Deal | undefined;
}

export function Price({ original, deal }: PriceProperties): JSX.Element {
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
