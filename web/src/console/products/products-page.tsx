import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { addressOf, type ProductSearch, queryOf, searchOf } from '../../catalogue/product-search';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { goTo, linkTo, route } from '../../navigation/route';
import { PagedList } from '../../ui/query-views';
import { ProductFilters } from './product-filters';
import { ProductTable } from './product-table';
import { ProductsHeading } from './products-heading';

const messages = translations({
  ko: {
    create: '상품 등록',
    found: (number: string) => `상품 ${number}개`,
    none: '조건에 맞는 상품이 없어요',
  },
  en: {
    create: 'New product',
    found: (number: string) => `${number} ${number === '1' ? 'product' : 'products'}`,
    none: 'No products match your search',
  },
});

const PAGE_SIZE = 50;

export function ProductsPage(): JSX.Element {
  const search = searchOf(route.value.query);
  const query = queryOf(search);
  const pages = usePagedQuery(
    (cursor, signal) =>
      answerOf(shop.api.GET('/api/products', { signal, params: { query: { ...query, limit: PAGE_SIZE, cursor } } })),
    [JSON.stringify(query)],
    'products',
  );
  useRefreshOn(pages.refetch);
  const onSearch = (change: Partial<ProductSearch>): void => goTo('/products', addressOf({ ...search, ...change }));
  return (
    <>
      <ProductsHeading view="products">
        <a class="button primary" href={linkTo('/products/new')}>
          {messages.create}
        </a>
      </ProductsHeading>
      <ProductFilters search={search} onSearch={onSearch} />
      <p class="hint result-count" role="status">
        {pages.value !== undefined && !pages.busy && messages.found(count(pages.total ?? pages.value.length))}
      </p>
      <PagedList query={pages} empty={messages.none}>
        {(products) => <ProductTable products={products} />}
      </PagedList>
    </>
  );
}
