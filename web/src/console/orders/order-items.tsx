import type { JSX } from 'preact';
import type { Order } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { DataTable } from '../ui/data-table';

const messages = translations({
  ko: {
    items: '주문 상품',
    product: '상품',
    price: '판매가',
    quantity: '수량',
    total: '금액',
    discount: '할인',
    points: '포인트 사용',
    deal: (id: number) => `핫딜 ${id}`,
  },
  en: {
    items: 'Items',
    product: 'Product',
    price: 'Price',
    quantity: 'Quantity',
    total: 'Total',
    discount: 'Discount',
    points: 'Points used',
    deal: (id: number) => `Deal ${id}`,
  },
});

export function OrderItems({ order: { items } }: { readonly order: Order }): JSX.Element {
  const hasShares = items.some(({ discountShare, pointsShare }) => (discountShare ?? pointsShare) !== undefined);
  const columns = [
    messages.product,
    `#${messages.price}`,
    `#${messages.quantity}`,
    `#${messages.total}`,
    ...(hasShares ? [`#${messages.discount}`, `#${messages.points}`] : []),
  ];
  return (
    <section>
      <h2>{messages.items}</h2>
      <DataTable label={messages.items} columns={columns}>
        {items.map((item) => (
          <tr key={item.productId}>
            <th scope="row">
              <a class="clamped" href={linkTo(`/products/${item.productId}`)}>
                {item.productName}
              </a>
              {item.eventId !== null && (
                <a class="hint" href={linkTo(`/deals/${item.eventId}`)}>
                  {messages.deal(item.eventId)}
                </a>
              )}
            </th>
            <td class="number">{won(item.productPrice)}</td>
            <td class="number">{count(item.quantity)}</td>
            <td class="number">{won(item.itemTotalPrice)}</td>
            {hasShares && (
              <>
                <td class="number">{minus(item.discountShare)}</td>
                <td class="number">{minus(item.pointsShare)}</td>
              </>
            )}
          </tr>
        ))}
      </DataTable>
    </section>
  );
}

function minus(amount = 0): string {
  return amount === 0 ? '' : `−${won(amount)}`;
}
