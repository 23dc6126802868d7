import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePagedQuery } from '../../api/query';
import { shop } from '../../api/shop';
import type { Sort } from '../../catalogue/product-search';
import { sortOptions } from '../../catalogue/sort-options';
import { won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Checkbox, Field, Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import type { ChosenProduct, ChosenProducts } from './chosen-products';

const messages = translations({
  ko: {
    title: '이름으로 추가',
    name: '상품명',
    search: '검색',
    sort: '정렬',
    available: '재고 있는 상품만',
    results: '검색 결과',
    none: '검색 결과가 없어요',
    add: (name: string) => `${name} 추가`,
    added: '추가됨',
    plus: '추가',
  },
  en: {
    title: 'By name',
    name: 'Product name',
    search: 'Search',
    sort: 'Sort by',
    available: 'In stock',
    results: 'Search results',
    none: 'No products found',
    add: (name: string) => `Add ${name}`,
    added: 'Added',
    plus: 'Add',
  },
});

interface PickBySearchProperties {
  readonly chosen: ChosenProducts;
  readonly onAdd: (products: readonly ChosenProduct[]) => void;
}

export function PickBySearch({ chosen, onAdd }: PickBySearchProperties): JSX.Element {
  const [text, setText] = useState('');
  const [q, setQ] = useState<string>();
  const [sort, setSort] = useState<Sort>('newest');
  const [available, setAvailable] = useState(false);
  return (
    <section class="card">
      <h3>{messages.title}</h3>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setQ(text.trim());
        }}
      >
        <Field label={messages.name} type="search" maxLength={200} value={text} onValue={setText} />
        <Select label={messages.sort} value={sort} options={sortOptions()} onValue={(one) => setSort(one as Sort)} />
        <Checkbox label={messages.available} checked={available} onChange={setAvailable} />
        <button type="submit">{messages.search}</button>
      </form>
      {q !== undefined && <SearchResults q={q} sort={sort} available={available} chosen={chosen} onAdd={onAdd} />}
    </section>
  );
}

interface SearchResultsProperties extends PickBySearchProperties {
  readonly q: string;
  readonly sort: Sort;
  readonly available: boolean;
}

function SearchResults({ q, sort, available, chosen, onAdd }: SearchResultsProperties): JSX.Element {
  const pages = usePagedQuery(
    (cursor, signal) => {
      const query = { ...(q !== '' && { q }), ...(available && { available }), sort, cursor };
      return answerOf(shop.api.GET('/api/products', { signal, params: { query } }));
    },
    [q, sort, available],
  );
  return (
    <PagedList query={pages} empty={messages.none}>
      {(products) => (
        <ul class="search-results" aria-label={messages.results}>
          {products.map((product) => {
            const isChosen = chosen.has(product.productId);
            return (
              <li key={product.productId}>
                <span>
                  {product.productName} <span class="hint">{won(product.productPrice)}</span>
                </span>
                <button
                  type="button"
                  disabled={isChosen}
                  aria-label={isChosen ? undefined : messages.add(product.productName)}
                  onClick={() => onAdd([product])}
                >
                  {isChosen ? messages.added : messages.plus}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </PagedList>
  );
}
