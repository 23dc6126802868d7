import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PagedList } from '../../ui/query-views';
import { DataTable } from '../ui/data-table';

const messages = translations({
  ko: {
    products: '핫딜 상품',
    name: '상품명',
    original: '정가',
    price: '핫딜가',
    none: '이 핫딜에 남은 상품이 없어요',
    cheaper: '적용 안 됨: 상품 가격이 더 낮아요',
  },
  en: {
    products: 'Products in this deal',
    name: 'Name',
    original: 'Original price',
    price: 'Deal price',
    none: 'No products left in this deal',
    cheaper: 'Not applied: the product costs less',
  },
});

const PAGE_SIZE = 50;

export function DealProducts({ eventId }: { readonly eventId: number }): JSX.Element {
  const pages = usePagedQuery(
    (cursor) => {
      const query = { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/event/{eventId}/products', { params: { path: { eventId }, query } }));
    },
    [eventId],
  );
  useRefreshOn(pages.refetch);
  return (
    <section>
      <h2>{messages.products}</h2>
      <PagedList query={pages} empty={messages.none}>
        {(deals) => (
          <DataTable label={messages.products} columns={[messages.name, `#${messages.original}`, `#${messages.price}`]}>
            {deals.map(({ productId, productName, originalPrice, discountPrice, applies = true }) => (
              <tr key={productId}>
                <th scope="row">
                  <a class="clamped" href={linkTo(`/products/${productId}`)}>
                    {productName}
                  </a>
                </th>
                <td class="number">{won(originalPrice)}</td>
                <td class="number">
                  {applies ? won(discountPrice) : <del>{won(discountPrice)}</del>}
                  {!applies && <small class="hint not-applied">{messages.cheaper}</small>}
                </td>
              </tr>
            ))}
          </DataTable>
        )}
      </PagedList>
    </section>
  );
}
