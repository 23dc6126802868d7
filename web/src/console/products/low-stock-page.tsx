import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePagedQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { goTo, linkTo, route } from '../../navigation/route';
import { Field } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { ProductsHeading } from './products-heading';
import { DataTable } from '../ui/data-table';
import { DEFAULT_THRESHOLD, thresholdOf } from '../attention/low-stock';

const messages = translations({
  ko: {
    below: '기준 수량',
    hint: '남은 수량이 이보다 적은 상품을 보여요.',
    show: '보기',
    none: (below: string) => `남은 수량이 ${below}개보다 적은 상품이 없어요`,
    table: '재고가 부족한 상품',
    product: '상품',
    left: '남은 수량',
    changed: '마지막 변경',
    soldOut: '품절',
  },
  en: {
    below: 'Threshold',
    hint: 'Products with fewer units than this are shown.',
    show: 'Show',
    none: (below: string) => `No product has fewer than ${below} units`,
    table: 'Products that run low',
    product: 'Product',
    left: 'Units left',
    changed: 'Last changed',
    soldOut: 'Sold out',
  },
});

const POLL_MS = 30_000;
const MOST = 1_000_000_000;

/** The products of which few units are left. */
export function LowStockPage(): JSX.Element {
  const below = thresholdOf(route.value.query.get('below'));
  const pages = usePagedQuery(
    (cursor) => {
      const query = { below, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/stocks', { params: { query } }));
    },
    [below],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  return (
    <>
      <ProductsHeading view="stock" />
      <Threshold below={below} />
      <PagedList query={pages} empty={messages.none(count(below))}>
        {(stocks) => (
          <DataTable label={messages.table} columns={[messages.product, `#${messages.left}`, messages.changed]}>
            {stocks.map(({ productId, productName, quantity, lastUpdated }) => (
              <tr key={productId}>
                <th scope="row">
                  <a class="clamped" href={linkTo(`/products/${productId}`)}>
                    {productName}
                  </a>
                </th>
                <td class={quantity === 0 ? 'number danger' : 'number'}>
                  {quantity === 0 ? messages.soldOut : count(quantity)}
                </td>
                <td>{lastUpdated !== null && dateTime(lastUpdated)}</td>
              </tr>
            ))}
          </DataTable>
        )}
      </PagedList>
    </>
  );
}

function Threshold({ below }: { readonly below: number }): JSX.Element {
  const [text, setText] = useState(String(below));
  useEffect(() => setText(String(below)), [below]);
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        goTo('/products/stock', { below: Number(text) === DEFAULT_THRESHOLD ? undefined : text });
      }}
    >
      <Field
        label={messages.below}
        hint={messages.hint}
        type="number"
        required
        min={1}
        max={MOST}
        value={text}
        onValue={setText}
      />
      <button type="submit">{messages.show}</button>
    </form>
  );
}
