import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePages } from '../../ground/asking';
import { Field } from '../../ground/field';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { goTo, linkTo, place } from '../../ground/route';
import { shop } from '../../ground/shop';
import { Choice } from '../choice';
import { PageHeading } from '../page-heading';
import { type Category, categoryOptions } from '../../ground/categories';
import { ProductBulkRepository } from './product-table';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
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

const PAGE = 50;

export function ProductsPage(): JSX.Element {
  const q = place.value.query.get('q') ?? '';
  const category = place.value.query.get('category') ?? '';
  const pages = usePages(
    (cursor) => {
      const query = {
        limit: PAGE,
        ...(q !== '' && { q }),
        ...(category !== '' && { category: category as Category['code'] }),
        ...(cursor !== undefined && { cursor }),
      };
      return answerOf(shop.api.GET('/api/products', { params: { query } }));
    },
    [q, category],
  );
  useRefreshOn(pages.again);
  return (
    <>
      <PageHeading title={said.products}>
        <a class="button primary" href={linkTo('/products/new')}>
          {said.create}
        </a>
      </PageHeading>
      <SearchForm q={q} category={category} />
      <ListOf pages={pages} none={said.none}>
        {(products) => <ProductBulkRepository products={products} />}
      </ListOf>
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
      <Field label={said.name} type="search" maxLength={200} value={text} onValue={setText} />
      <Choice
        label={said.category}
        value={category}
        options={[['', said.all], ...categoryOptions()]}
        onValue={(chosen) => goTo('/products', { q: text.trim(), category: chosen })}
      />
      <button type="submit">{said.search}</button>
    </form>
  );
}
