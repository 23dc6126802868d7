import type { JSX } from 'preact';
import { now } from '../api/shop';
import type { ProductDeal } from '../api/views';
import { count, duration, won } from '../i18n/format';
import { translations } from '../i18n/language';

const messages = translations({
  ko: {
    checking: '가격을 확인하고 있어요…',
    original: '정가',
    deal: '핫딜가',
    off: (percent: number) => `${percent}% 할인`,
    soldOut: '품절',
    left: (number: string) => `${number}개 남음`,
  },
  en: {
    checking: 'Checking the price…',
    original: 'Original price',
    deal: 'Deal price',
    off: (percent: number) => `${percent}% off`,
    soldOut: 'Sold out',
    left: (number: string) => `${number} left`,
  },
});

const FEW = 10;

interface PriceProperties {
  readonly original: number;
  readonly deal?: ProductDeal | undefined;
  /** a deal has just ended, and the shop has not answered yet which price applies now */
  readonly isPriceUnknown?: boolean;
}

export function Price({ original, deal, isPriceUnknown = false }: PriceProperties): JSX.Element {
  if (isPriceUnknown)
    return (
      <p class="price">
        <span class="hint">{messages.checking}</span>
      </p>
    );
  // The discount of a product for one won rounds to nothing.
  if (deal === undefined || deal.discountPrice >= deal.originalPrice)
    return (
      <p class="price">
        <strong>{won(original)}</strong>
      </p>
    );
  return (
    <p class="price">
      <del>
        <span class="visually-hidden">{messages.original} </span>
        {won(deal.originalPrice)}
      </del>{' '}
      <strong>
        <span class="visually-hidden">{messages.deal} </span>
        {won(deal.discountPrice)}
      </strong>{' '}
      <span class="percent">{messages.off(deal.eventDiscount)}</span>
    </p>
  );
}

/** @param quantity undefined until it is loaded */
export function StockLeft({ quantity }: { readonly quantity: number | undefined }): JSX.Element {
  if (quantity === undefined) return <p class="stock">&nbsp;</p>;
  if (quantity <= 0) return <p class="stock none">{messages.soldOut}</p>;
  return <p class={quantity <= FEW ? 'stock few' : 'stock'}>{messages.left(count(quantity))}</p>;
}

interface CountdownProperties {
  readonly label: string;
  /** by the shop's clock */
  readonly until: string;
}

/** Not a live region, because a screen reader would then announce it every second. */
export function Countdown({ label, until }: CountdownProperties): JSX.Element {
  return (
    <span class="countdown">
      {label} <time dateTime={until}>{duration(Date.parse(until) - now.value)}</time>
    </span>
  );
}
