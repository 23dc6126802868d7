import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { type Category, categoryOptions } from '../../catalogue/categories';
import { translations } from '../../i18n/language';
import { goTo, linkTo, route } from '../../navigation/route';
import { Field, Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { PageHeading } from '../ui/page-heading';
import { ProductTable } from './product-table';

const messages = translations({
  ko: {
    products: '상품',
    create: '상품 등록',
    name: '상품명',
    category: '카테고리',
    all: '전체',
    search: '검색',
    none: '조건에 맞는 상품이 없어요',
  },
  en: {
    products: 'Products',
    create: 'New product',
    name: 'Name',
    category: 'Category',
    all: 'All',
    search: 'Search',
    none: 'No products match your search',
  },
});

const PAGE_SIZE = 50;

export function ProductsPage(): JSX.Element {
  const q = route.value.query.get('q') ?? '';
  const category = route.value.query.get('category') ?? '';
  const pages = usePagedQuery(
    (cursor) => {
      const query = {
        limit: PAGE_SIZE,
        ...(q !== '' && { q }),
        ...(category !== '' && { category: category as Category['code'] }),
        ...(cursor !== undefined && { cursor }),
      };
      return answerOf(shop.api.GET('/api/products', { params: { query } }));
    },
    [q, category],
  );
  useRefreshOn(pages.refetch);
  return (
    <>
      <PageHeading title={messages.products}>
        <a class="button primary" href={linkTo('/products/new')}>
          {messages.create}
        </a>
      </PageHeading>
      <SearchForm q={q} category={category} />
      <PagedList query={pages} empty={messages.none}>
        {(products) => <ProductTable products={products} />}
      </PagedList>
    </>
  );
}

function SearchForm({ q, category }: { readonly q: string; readonly category: string }): JSX.Element {
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        goTo('/products', { q: text.trim(), category });
      }}
    >
      <Field label={messages.name} type="search" maxLength={200} value={text} onValue={setText} />
      <Select
        label={messages.category}
        value={category}
        options={[['', messages.all], ...categoryOptions()]}
        onValue={(chosen) => goTo('/products', { q: text.trim(), category: chosen })}
      />
      <button type="submit">{messages.search}</button>
    </form>
  );
}
