import type { JSX } from 'preact';
import { count } from '../ground/format';
import { wordsOf } from '../ground/language';

const said = wordsOf({
  ko: { soldOut: '품절', left: (number: string) => `${number}개 남음` },
  en: { soldOut: 'Sold out', left: (number: string) => `${number} left` },
});

const FEW = 10;

/** @param quantity nothing while the shop has not said it */
export function StockLeft({ quantity }: { readonly quantity: number | undefined }): JSX.Element {
  if (quantity === undefined) return <p class="stock">&nbsp;</p>;
  if (quantity <= 0) return <p class="stock none">{said.soldOut}</p>;
  return <p class={quantity <= FEW ? 'stock few' : 'stock'}>{said.left(count(quantity))}</p>;
}
