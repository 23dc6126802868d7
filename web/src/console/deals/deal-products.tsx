import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../../ground/asking';
import { won } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { linkTo } from '../../ground/route';
import { shop } from '../../ground/shop';
import { TableBox } from '../table-box';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
  ko: {
    products: '핫딜 상품',
    name: '상품명',
    original: '정가',
    price: '핫딜가',
    none: '이 핫딜에 남은 상품이 없어요',
  },
  en: {
    products: 'Products in this deal',
    name: 'Name',
    original: 'Original price',
    price: 'Deal price',
    none: 'No products left in this deal',
  },
});

const PAGE = 50;

export function DealProducts({ eventId }: { readonly eventId: number }): JSX.Element {
  const pages = usePages(
    (cursor) => {
      const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/event/{eventId}/products', { params: { path: { eventId }, query } }));
    },
    [eventId],
  );
  useRefreshOn(pages.again);
  return (
    <section>
      <h2>{said.products}</h2>
      <ListOf pages={pages} none={said.none}>
        {(deals) => (
          <TableBox label={said.products} columns={[said.name, `#${said.original}`, `#${said.price}`]}>
            {deals.map(({ productId, productName, originalPrice, discountPrice }) => (
              <tr key={productId}>
                <th scope="row">
                  <a class="named" href={linkTo(`/products/${productId}`)}>
                    {productName}
                  </a>
                </th>
                <td class="number">{won(originalPrice)}</td>
                <td class="number">{won(discountPrice)}</td>
              </tr>
            ))}
          </TableBox>
        )}
      </ListOf>
    </section>
  );
}
