import { translations } from '../i18n/language';
import { type Sort, SORTS } from './product-search';

const messages = translations({
  ko: {
    newest: '최신순',
    'best-selling': '판매순',
    discount: '할인율순',
    price: '낮은 가격순',
    '-price': '높은 가격순',
  },
  en: {
    newest: 'Newest',
    'best-selling': 'Best selling',
    discount: 'Biggest discount',
    price: 'Price: low to high',
    '-price': 'Price: high to low',
  },
});

/** Codes and names, for a select. */
export function sortOptions(): readonly (readonly [Sort, string])[] {
  return SORTS.map((sort) => [sort, messages[sort]] as const);
}
