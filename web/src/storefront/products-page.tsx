import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePagedQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { Product } from '../api/views';
import { categoryOptions } from '../catalogue/categories';
import { translations } from '../i18n/language';
import { linkTo, route, usePageTitle } from '../navigation/route';
import { Field } from '../ui/field';
import { PagedList } from '../ui/query-views';
import { CardSkeletons } from './card-skeletons';
import { Countdown } from './price-and-stock';
import { ProductCard } from './product-card';
import { useBestDeals, useStocks } from './product-queries';

const messages = translations({
  ko: {
    products: '상품',
    endsIn: '핫딜 종료까지',
    search: '상품 검색',
    category: '카테고리',
    all: '전체',
    none: '검색 결과가 없어요',
    found: (number: number) => `상품 ${number}개`,
  },
  en: {
    products: 'Products',
    endsIn: 'Deal ends in',
    search: 'Search products',
    category: 'Category',
    all: 'All',
    none: 'No products found',
    found: (number: number) => `Showing ${number} ${number === 1 ? 'product' : 'products'}`,
  },
});

const PAGE_SIZE = 24;
const DEBOUNCE_MS = 300;

export function ProductsPage(): JSX.Element {
  usePageTitle(messages.products);
  const { query } = route.value;
  const q = query.get('q') ?? '';
  const category = query.get('category') ?? '';
  const pages = usePagedQuery(
    (cursor, signal) =>
      answerOf(
        shop.api.GET('/api/products', {
          signal,
          params: {
            query: {
              limit: PAGE_SIZE,
              cursor,
              q: q === '' ? undefined : q,
              category: category === '' ? undefined : (category as Product['productCategory']),
            },
          },
        }),
      ),
    [q, category],
  );
  useReconnected(pages.refetch);
  return (
    <>
      <h1>{messages.products}</h1>
      <Search q={q} category={category} />
      <p class="visually-hidden" role="status">
        {pages.value !== undefined &&
          !pages.busy &&
          (pages.value.length === 0 ? messages.none : messages.found(pages.value.length))}
      </p>
      <PagedList query={pages} empty={messages.none} skeleton={<CardSkeletons count={PAGE_SIZE} />}>
        {(products) => <ProductList products={products} />}
      </PagedList>
    </>
  );
}

/** The search is a part of the address, so that it can be bookmarked and shared. */
function Search({ q, category }: { readonly q: string; readonly category: string }): JSX.Element {
  const [text, setText] = useState(q);
  const go = (next: { q: string; category: string }): void => location.replace(linkTo('/products', next));
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text.trim() === q) return undefined;
    const timer = setTimeout(() => go({ q: text.trim(), category }), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go({ q: text.trim(), category });
      }}
    >
      <Field label={messages.search} type="search" value={text} onValue={setText} maxLength={200} />
      <div class="field">
        <label for="category">{messages.category}</label>
        <select
          id="category"
          value={category}
          onChange={({ currentTarget }) => go({ q: text.trim(), category: currentTarget.value })}
        >
          <option value="">{messages.all}</option>
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

function ProductList({ products }: { readonly products: readonly Product[] }): JSX.Element {
  const ids = products.map(({ productId }) => productId);
  const stocks = useStocks(ids);
  const deals = useBestDeals(ids);
  return (
    <ul class="product-cards">
      {products.map((product) => {
        const deal = deals.byId.get(product.productId);
        return (
          <ProductCard
            key={product.productId}
            heading="h2"
            productId={product.productId}
            name={product.productName}
            price={product.productPrice}
            product={product}
            deal={deal}
            isPriceUnknown={deals.isPriceUnknown(product.productId)}
            quantity={stocks.byId.get(product.productId)?.quantity}
          >
            {deal === undefined ? (
              <span class="countdown">&nbsp;</span>
            ) : (
              <Countdown label={messages.endsIn} until={deal.endEventTime} />
            )}
          </ProductCard>
        );
      })}
    </ul>
  );
}
