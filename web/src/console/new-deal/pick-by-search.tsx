import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePages } from '../../ground/asking';
import { Field } from '../../ground/field';
import { won } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { shop } from '../../ground/shop';
import type { Offer, Offers } from './offers';

const said = wordsOf({
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
  readonly chosen: Offers;
  readonly onAdd: (offers: readonly Offer[]) => void;
}

export function PickBySearch({ chosen, onAdd }: PickBySearchProperties): JSX.Element {
  const [text, setText] = useState('');
  const [q, setQ] = useState<string>();
  return (
    <section class="card">
      <h3>{said.title}</h3>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setQ(text.trim());
        }}
      >
        <Field label={said.name} type="search" maxLength={200} value={text} onValue={setText} />
        <button type="submit">{said.search}</button>
      </form>
      {q !== undefined && <Found q={q} chosen={chosen} onAdd={onAdd} />}
    </section>
  );
}

function Found({ q, chosen, onAdd }: PickBySearchProperties & { readonly q: string }): JSX.Element {
  const pages = usePages(
    (cursor) => {
      const query = { ...(q !== '' && { q }), ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/products', { params: { query } }));
    },
    [q],
  );
  return (
    <ListOf pages={pages} none={said.none}>
      {(products) => (
        <ul class="picks" aria-label={said.results}>
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
                  aria-label={isChosen ? undefined : said.add(product.productName)}
                  onClick={() => onAdd([product])}
                >
                  {isChosen ? said.added : said.plus}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </ListOf>
  );
}
