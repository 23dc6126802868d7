import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { categoryOptions } from '../../catalogue/categories';
import type { ProductSearch, Sort } from '../../catalogue/product-search';
import { sortOptions } from '../../catalogue/sort-options';
import { translations } from '../../i18n/language';
import { Checkbox, Field, Select } from '../../ui/field';

const messages = translations({
  ko: {
    name: '상품명',
    category: '카테고리',
    all: '전체',
    sort: '정렬',
    available: '재고 있는 상품만',
    onDeal: '핫딜 상품만',
    search: '검색',
  },
  en: {
    name: 'Name',
    category: 'Category',
    all: 'All',
    sort: 'Sort by',
    available: 'In stock',
    onDeal: 'On a deal',
    search: 'Search',
  },
});

interface ProductFiltersProperties {
  readonly search: ProductSearch;
  readonly onSearch: (change: Partial<ProductSearch>) => void;
}

export function ProductFilters({ search, onSearch }: ProductFiltersProperties): JSX.Element {
  const { q, category, sort, available, onDeal } = search;
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  const change = (changed: Partial<ProductSearch>): void => onSearch({ q: text.trim(), ...changed });
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        change({});
      }}
    >
      <Field label={messages.name} type="search" maxLength={200} value={text} onValue={setText} />
      <Select
        label={messages.category}
        value={category}
        options={[['', messages.all], ...categoryOptions()]}
        onValue={(chosen) => change({ category: chosen })}
      />
      <Select
        label={messages.sort}
        value={sort}
        options={sortOptions()}
        onValue={(chosen) => change({ sort: chosen as Sort })}
      />
      <Checkbox label={messages.available} checked={available} onChange={(checked) => change({ available: checked })} />
      <Checkbox label={messages.onDeal} checked={onDeal} onChange={(checked) => change({ onDeal: checked })} />
      <button type="submit">{messages.search}</button>
    </form>
  );
}
