import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { categoryOptions } from '../ground/categories';
import { usePages } from '../ground/asking';
import { Field } from '../ground/field';
import { wordsOf } from '../ground/language';
import { ListOf } from '../ground/list-of';
import { linkTo, place } from '../ground/route';
import { shop } from '../ground/shop';
import type { Product } from './answers';
import { usePlaceTitle } from './place-title';
import { ProductList } from './product-list';
import { useReconnected } from '../ground/refresh';

const said = wordsOf({
  ko: {
    products: '상품',
    search: '상품 검색',
    category: '카테고리',
    all: '전체',
    none: '검색 결과가 없어요',
    found: (number: number) => `상품 ${number}개`,
  },
  en: {
    products: 'Products',
    search: 'Search products',
    category: 'Category',
    all: 'All',
    none: 'No products found',
    found: (number: number) => `Showing ${number} ${number === 1 ? 'product' : 'products'}`,
  },
});

const SHOWN_AT_ONCE = 24;
const TYPING_PAUSE_MS = 300;

export function Products(): JSX.Element {
  usePlaceTitle(said.products);
  const { query } = place.value;
  const q = query.get('q') ?? '';
  const category = query.get('category') ?? '';
  const pages = usePages(
    (cursor) =>
      answerOf(
        shop.api.GET('/api/products', {
          params: {
            query: {
              limit: SHOWN_AT_ONCE,
              cursor,
              q: q === '' ? undefined : q,
              category: category === '' ? undefined : (category as Product['productCategory']),
            },
          },
        }),
      ),
    [q, category],
  );
  useReconnected(pages.again);
  return (
    <>
      <h1>{said.products}</h1>
      <Search q={q} category={category} />
      <p class="unseen" role="status">
        {pages.value !== undefined &&
          !pages.busy &&
          (pages.value.length === 0 ? said.none : said.found(pages.value.length))}
      </p>
      <ListOf pages={pages} none={said.none}>
        {(products) => <ProductList products={products} />}
      </ListOf>
    </>
  );
}

/** What is searched for is a part of the address, so that it can be kept and sent on. */
function Search({ q, category }: { readonly q: string; readonly category: string }): JSX.Element {
  const [typed, type] = useState(q);
  const go = (next: { q: string; category: string }): void => location.replace(linkTo('/products', next));
  useEffect(() => type(q), [q]);
  useEffect(() => {
    if (typed.trim() === q) return undefined;
    const timer = setTimeout(() => go({ q: typed.trim(), category }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go({ q: typed.trim(), category });
      }}
    >
      <Field label={said.search} type="search" value={typed} onValue={type} maxLength={200} />
      <div class="field">
        <label for="category">{said.category}</label>
        <select
          id="category"
          value={category}
          onChange={({ currentTarget }) => go({ q: typed.trim(), category: currentTarget.value })}
        >
          <option value="">{said.all}</option>
          {categoryOptions().map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}
