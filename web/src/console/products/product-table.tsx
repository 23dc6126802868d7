import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { inBatches, shop } from '../../api/shop';
import type { Product, Stock } from '../../api/views';
import { categoryName } from '../../catalogue/categories';
import { DEAL_SIGNALS } from '../../catalogue/deal-signals';
import { ProductPicture } from '../../catalogue/product-picture';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { ErrorNotice } from '../../ui/notices';
import { DataTable } from '../ui/data-table';

const messages = translations({
  ko: {
    products: '상품 목록',
    picture: '이미지',
    name: '상품명',
    category: '카테고리',
    price: '가격',
    stock: '재고',
    deal: '진행 중인 핫딜',
    unlimited: '제한 없음',
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
    unlimited: 'Unlimited',
    off: (discount: number) => `${discount}% off`,
  },
});

/** Products with their stock and their best active deal. */
export function ProductTable({ products }: { readonly products: readonly Product[] }): JSX.Element {
  const ids = products.map(({ productId }) => productId);
  const shown = ids.join();
  const stocks = useQuery(() => loadStocks(ids), [shown]);
  const deals = useQuery(() => loadDeals(ids), [shown]);
  useRefreshOn(stocks.refetch);
  useRefreshOn(deals.refetch, DEAL_SIGNALS);
  const columns = [
    messages.picture,
    messages.name,
    `#${messages.price}`,
    `#${messages.stock}`,
    messages.deal,
    messages.category,
  ];
  return (
    <>
      {stocks.error !== undefined && <ErrorNotice error={stocks.error} retry={stocks.refetch} />}
      {deals.error !== undefined && <ErrorNotice error={deals.error} retry={deals.refetch} />}
      <DataTable label={messages.products} columns={columns}>
        {products.map((product) => {
          const stock = stocks.value?.get(product.productId);
          const deal = deals.value?.get(product.productId);
          return (
            <tr key={product.productId}>
              <td>
                <ProductPicture product={product} />
              </td>
              <th scope="row">
                <a class="clamped" href={linkTo(`/products/${product.productId}`)}>
                  {product.productName}
                </a>
              </th>
              <td class="number">{won(product.productPrice)}</td>
              <td class="number">{stock === undefined ? '…' : stockText(stock)}</td>
              <td>
                {deal !== undefined && (
                  <a href={linkTo(`/deals/${deal.eventId}`)}>
                    {won(deal.discountPrice)} ({messages.off(deal.eventDiscount)})
                  </a>
                )}
              </td>
              <td>{categoryName(product.productCategory)}</td>
            </tr>
          );
        })}
      </DataTable>
    </>
  );
}

function stockText({ quantity, unlimited }: Stock): string {
  return unlimited ? messages.unlimited : count(quantity);
}

async function loadStocks(ids: readonly number[]): Promise<ReadonlyMap<number, Stock>> {
  const stocks = await inBatches(ids, (productIds) =>
    answerOf(shop.api.POST('/api/stocks/search', { body: { productIds } })),
  );
  return new Map(stocks.map((stock) => [stock.productId, stock]));
}

async function loadDeals(ids: readonly number[]): Promise<ReadonlyMap<number, components['schemas']['DealView']>> {
  const deals = await inBatches(ids, (productIds) =>
    answerOf(shop.api.POST('/api/event/search-event', { body: { productIds } })),
  );
  return new Map(deals.map((deal) => [deal.productId, deal]));
}
