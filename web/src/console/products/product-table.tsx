import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useAsked } from '../../ground/asking';
import { categoryName } from '../../ground/categories';
import { ProductPicture } from '../../ground/product-picture';
import { Failure } from '../../ground/notices';
import { count, won } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { linkTo } from '../../ground/route';
import { shop } from '../../ground/shop';
import { TableBox } from '../table-box';
import { byThousand } from './by-thousand';
import { DEAL_SIGNALS } from '../../ground/deal-signals';
import { useRefreshOn } from '../../ground/refresh';

type Product = components['schemas']['ProductView'];

const said = wordsOf({
  ko: {
    products: '상품 목록',
    picture: '이미지',
    name: '상품명',
    category: '카테고리',
    price: '가격',
    stock: '재고',
    deal: '진행 중인 핫딜',
    off: (discount: number) => `${discount}% 할인`,
  },
  en: {
    products: 'Products',
    picture: 'Image',
    name: 'Name',
    category: 'Category',
    price: 'Price',
    stock: 'Stock',
    deal: 'Current deal',
    off: (discount: number) => `${discount}% off`,
  },
});

/** Products with what is left of each, and the best deal that each has now. */
export function ProductBulkRepository({ products }: { readonly products: readonly Product[] }): JSX.Element {
  const ids = products.map(({ productId }) => productId);
  const shown = ids.join();
  const stocks = useAsked(() => askStocks(ids), [shown]);
  const deals = useAsked(() => askDeals(ids), [shown]);
  useRefreshOn(stocks.again);
  useRefreshOn(deals.again, DEAL_SIGNALS);
  const columns = [said.picture, said.name, `#${said.price}`, `#${said.stock}`, said.deal, said.category];
  return (
    <>
      {stocks.error !== undefined && <Failure error={stocks.error} again={stocks.again} />}
      {deals.error !== undefined && <Failure error={deals.error} again={deals.again} />}
      <TableBox label={said.products} columns={columns}>
        {products.map((product) => {
          const stock = stocks.value?.get(product.productId);
          const deal = deals.value?.get(product.productId);
          return (
            <tr key={product.productId}>
              <td>
                <ProductPicture product={product} />
              </td>
              <th scope="row">
                <a class="named" href={linkTo(`/products/${product.productId}`)}>
                  {product.productName}
                </a>
              </th>
              <td class="number">{won(product.productPrice)}</td>
              <td class="number">{stock === undefined ? '…' : count(stock)}</td>
              <td>
                {deal !== undefined && (
                  <a href={linkTo(`/deals/${deal.eventId}`)}>
                    {won(deal.discountPrice)} ({said.off(deal.eventDiscount)})
                  </a>
                )}
              </td>
              <td>{categoryName(product.productCategory)}</td>
            </tr>
          );
        })}
      </TableBox>
    </>
  );
}

async function askStocks(ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const stocks = await byThousand(ids, (productIds) =>
    answerOf(shop.api.POST('/api/stocks/search', { body: { productIds } })),
  );
  return new Map(stocks.map(({ productId, quantity }) => [productId, quantity]));
}

async function askDeals(ids: readonly number[]): Promise<ReadonlyMap<number, components['schemas']['DealView']>> {
  const deals = await byThousand(ids, (productIds) =>
    answerOf(shop.api.POST('/api/event/search-event', { body: { productIds } })),
  );
  return new Map(deals.map((deal) => [deal.productId, deal]));
}
