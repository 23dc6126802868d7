import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { categoryOptions } from '../../catalogue/categories';
import { MAX_PRICE, priceOf, type ProductSearch, type Sort } from '../../catalogue/product-search';
import { sortOptions } from '../../catalogue/sort-options';
import { translations } from '../../i18n/language';
import { useDebouncedText } from '../../ui/debounced-text';
import { Checkbox, Field, Select } from '../../ui/field';
import { filtersOf } from './filter-chips';

const messages = translations({
  ko: {
    search: '상품 검색',
    filters: '필터',
    category: '카테고리',
    all: '전체',
    sort: '정렬',
    minPrice: '최소 가격 (원)',
    maxPrice: '최대 가격 (원)',
    wrongOrder: '최소 가격보다 높은 금액을 입력해 주세요.',
    onDeal: '핫딜 상품만',
    available: '품절 제외',
  },
  en: {
    search: 'Search products',
    filters: 'Filters',
    category: 'Category',
    all: 'All',
    sort: 'Sort by',
    minPrice: 'Min price (₩)',
    maxPrice: 'Max price (₩)',
    wrongOrder: 'Enter an amount above the minimum price.',
    onDeal: 'On sale',
    available: 'In stock',
  },
});

interface SearchFormProperties {
  readonly search: ProductSearch;
  /** @param isTyped one of many changes while text is entered */
  readonly onSearch: (change: Partial<ProductSearch>, isTyped: boolean) => void;
}

export function SearchForm({ search, onSearch }: SearchFormProperties): JSX.Element {
  const { text, setText, applyNow } = useDebouncedText(search.q, (q) => onSearch({ q }, true));
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  const used = filtersOf(search).length;
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        applyNow();
      }}
    >
      <Field label={messages.search} type="search" value={text} onValue={setText} maxLength={200} />
      <Select
        label={messages.sort}
        value={search.sort}
        options={sortOptions()}
        onValue={(sort) => onSearch({ sort: sort as Sort }, false)}
      />
      <button
        type="button"
        class="filter-toggle"
        aria-expanded={isOpen}
        aria-controls={panel}
        onClick={() => setOpen(!isOpen)}
      >
        {messages.filters}
        {used > 0 && ` (${used})`}
      </button>
      <div id={panel} class={isOpen ? 'search-filters open' : 'search-filters'}>
        <SearchFilters search={search} onSearch={onSearch} />
      </div>
    </form>
  );
}

function SearchFilters({ search, onSearch }: SearchFormProperties): JSX.Element {
  const { category, minPrice, maxPrice, onDeal, available } = search;
  const isWrongOrder = minPrice !== undefined && maxPrice !== undefined && minPrice > maxPrice;
  return (
    <>
      <Select
        label={messages.category}
        value={category}
        options={[['', messages.all], ...categoryOptions()]}
        onValue={(chosen) => onSearch({ category: chosen }, false)}
      />
      <PriceField label={messages.minPrice} price={minPrice} onPrice={(price) => onSearch({ minPrice: price }, true)} />
      <PriceField
        label={messages.maxPrice}
        price={maxPrice}
        onPrice={(price) => onSearch({ maxPrice: price }, true)}
        error={isWrongOrder ? messages.wrongOrder : undefined}
      />
      <Checkbox label={messages.onDeal} checked={onDeal} onChange={(checked) => onSearch({ onDeal: checked }, false)} />
      <Checkbox
        label={messages.available}
        checked={available}
        onChange={(checked) => onSearch({ available: checked }, false)}
      />
    </>
  );
}

interface PriceFieldProperties {
  readonly label: string;
  readonly price: number | undefined;
  readonly onPrice: (price: number | undefined) => void;
  readonly error?: string | undefined;
}

function PriceField({ label, price, onPrice, error }: PriceFieldProperties): JSX.Element {
  const { text, setText } = useDebouncedText(price?.toString() ?? '', (entered) => onPrice(priceOf(entered)));
  return <Field label={label} type="number" min={0} max={MAX_PRICE} value={text} onValue={setText} error={error} />;
}
