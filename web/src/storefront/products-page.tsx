import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { type PagedQuery, usePagedQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { Product } from '../api/views';
import { categoryName } from '../catalogue/categories';
import { addressOf, NO_FILTERS, type ProductSearch, queryOf, searchOf } from '../catalogue/product-search';
import { count } from '../i18n/format';
import { translations } from '../i18n/language';
import { goTo, linkTo, replaceAddress, route, usePageTitle } from '../navigation/route';
import { ListFooter } from '../ui/query-views';
import { CardSkeletons } from './card-skeletons';
import { ProductList } from './product-list';
import { BusyNotice, useBusyRetry } from './search/busy-retry';
import { FilterChips, filtersOf } from './search/filter-chips';
import { SearchForm } from './search/search-form';

const messages = translations({
  ko: {
    products: '상품',
    found: (number: string) => `상품 ${number}개`,
    none: '등록된 상품이 없어요.',
    noneFound: (words: string) => `‘${words}’에 맞는 상품이 없어요. 다른 검색어를 입력해 보세요.`,
    noneLeft: '조건에 맞는 상품이 없어요. 필터를 줄이면 더 많은 상품을 볼 수 있어요.',
    clear: '필터 초기화',
    all: '전체 상품 보기',
  },
  en: {
    products: 'Products',
    found: (number: string) => `${number} ${number === '1' ? 'product' : 'products'}`,
    none: 'There are no products yet.',
    noneFound: (words: string) => `No products match “${words}”. Try other words.`,
    noneLeft: 'No products match these filters. Remove some to see more.',
    clear: 'Clear filters',
    all: 'See all products',
  },
});

const PAGE_SIZE = 24;
const PATH = '/products';

export function ProductsPage(): JSX.Element {
  const search = searchOf(route.value.query);
  const query = queryOf(search);
  const pages = usePagedQuery<Product>(
    (cursor, signal) =>
      answerOf(shop.api.GET('/api/products', { signal, params: { query: { ...query, limit: PAGE_SIZE, cursor } } })),
    [JSON.stringify(query)],
    'products',
  );
  useReconnected(pages.refetch);
  const result = useRef<HTMLParagraphElement>(null);
  const onSearch = (change: Partial<ProductSearch>, isTyped: boolean): void =>
    (isTyped ? replaceAddress : goTo)(PATH, addressOf({ ...search, ...change }));
  const title = categoryName(search.category as Product['productCategory']) || messages.products;
  usePageTitle(search.q === '' ? title : `${search.q} · ${title}`);
  return (
    <>
      <h1>{title}</h1>
      <SearchForm search={search} onSearch={onSearch} />
      <FilterChips
        search={search}
        onRemove={(change) => {
          result.current?.focus({ preventScroll: true });
          onSearch(change, false);
        }}
      />
      <p ref={result} class="result-count" role="status" tabIndex={-1}>
        {pages.value !== undefined && !pages.busy && messages.found(count(pages.total ?? pages.value.length))}
      </p>
      <Results pages={pages} search={search} />
    </>
  );
}

interface ResultsProperties {
  readonly pages: PagedQuery<Product>;
  readonly search: ProductSearch;
}

/** The shop refuses words without letters and categories that do not exist: nothing can be found by them. */
function Results({ pages, search }: ResultsProperties): JSX.Element {
  const isBusy = useBusyRetry(pages);
  const products = pages.value ?? [];
  if (pages.error instanceof ShopError && pages.error.status === 400) return <NothingFound search={search} />;
  if (isBusy)
    return (
      <>
        {products.length > 0 && <ProductList products={products} />}
        <BusyNotice />
      </>
    );
  return (
    <>
      {products.length > 0 && <ProductList products={products} />}
      {pages.value?.length === 0 && <NothingFound search={search} />}
      <ListFooter query={pages} empty={undefined} skeleton={<CardSkeletons count={PAGE_SIZE} />} />
    </>
  );
}

/** Says what to change, and offers it. */
function NothingFound({ search }: { readonly search: ProductSearch }): JSX.Element {
  const { q } = search;
  const isFiltered = filtersOf(search).length > 0;
  if (q === '' && !isFiltered) return <p class="notice">{messages.none}</p>;
  return (
    <div class="notice">
      <p>{isFiltered ? messages.noneLeft : messages.noneFound(q)}</p>
      {isFiltered && (
        <a class="button" href={linkTo(PATH, addressOf({ ...search, ...NO_FILTERS }))}>
          {messages.clear}
        </a>
      )}{' '}
      <a class="button" href={linkTo(PATH)}>
        {messages.all}
      </a>
    </div>
  );
}
