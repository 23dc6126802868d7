import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePagedQuery } from '../../api/query';
import { shop } from '../../api/shop';
import { won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import type { ChosenProduct, ChosenProducts } from './chosen-products';

const messages = translations({
  ko: {
    title: '이름으로 추가',
    name: '상품명',
    search: '검색',
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
        <button type="submit">{messages.search}</button>
      </form>
      {q !== undefined && <SearchResults q={q} chosen={chosen} onAdd={onAdd} />}
    </section>
  );
}

function SearchResults({ q, chosen, onAdd }: PickBySearchProperties & { readonly q: string }): JSX.Element {
  const pages = usePagedQuery(
    (cursor) => {
      const query = { ...(q !== '' && { q }), ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/products', { params: { query } }));
    },
    [q],
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
