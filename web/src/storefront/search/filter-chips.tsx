import type { JSX } from 'preact';
import { categoryName } from '../../catalogue/categories';
import { NO_FILTERS, type ProductSearch } from '../../catalogue/product-search';
import type { Product } from '../../api/views';
import { won } from '../../i18n/format';
import { translations } from '../../i18n/language';

const messages = translations({
  ko: {
    used: '적용한 필터',
    remove: (filter: string) => `${filter} 필터 해제`,
    clear: '모두 해제',
    words: (text: string) => `‘${text}’`,
    from: (price: string) => `${price} 이상`,
    upTo: (price: string) => `${price} 이하`,
    onDeal: '핫딜 상품만',
    available: '품절 제외',
  },
  en: {
    used: 'Filters in use',
    remove: (filter: string) => `Remove filter: ${filter}`,
    clear: 'Clear all',
    words: (text: string) => `“${text}”`,
    from: (price: string) => `From ${price}`,
    upTo: (price: string) => `Up to ${price}`,
    onDeal: 'On sale',
    available: 'In stock',
  },
});

interface Filter {
  readonly name: string;
  /** the change that removes it */
  readonly without: Partial<ProductSearch>;
}

/** The filters that are set, without the words that are searched for. */
export function filtersOf(search: ProductSearch): readonly Filter[] {
  const { category, minPrice, maxPrice, onDeal, available } = search;
  const filters: Filter[] = [];
  if (category !== '')
    filters.push({ name: categoryName(category as Product['productCategory']) || '…', without: { category: '' } });
  if (minPrice !== undefined) filters.push({ name: messages.from(won(minPrice)), without: { minPrice: undefined } });
  if (maxPrice !== undefined) filters.push({ name: messages.upTo(won(maxPrice)), without: { maxPrice: undefined } });
  if (onDeal) filters.push({ name: messages.onDeal, without: { onDeal: false } });
  if (available) filters.push({ name: messages.available, without: { available: false } });
  return filters;
}

interface FilterChipsProperties {
  readonly search: ProductSearch;
  readonly onRemove: (change: Partial<ProductSearch>) => void;
}

/** What is set, each with a button that removes it. */
export function FilterChips({ search, onRemove }: FilterChipsProperties): JSX.Element | null {
  const filters = filtersOf(search);
  const words: readonly Filter[] = search.q === '' ? [] : [{ name: messages.words(search.q), without: { q: '' } }];
  const chips = [...words, ...filters];
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label={messages.used}>
      {chips.map(({ name, without }) => (
        <li key={name}>
          <button type="button" class="chip" aria-label={messages.remove(name)} onClick={() => onRemove(without)}>
            <span class="chip-name">{name}</span>
            <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <button type="button" class="plain" onClick={() => onRemove({ q: '', ...NO_FILTERS })}>
            {messages.clear}
          </button>
        </li>
      )}
    </ul>
  );
}
