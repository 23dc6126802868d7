import type { JSX } from 'preact';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { DataTable } from '../ui/data-table';
import type { Return } from './shipping-views';

const messages = translations({
  ko: {
    lines: '반품 상품',
    product: '상품',
    quantity: '수량',
    money: '환불 금액',
    points: '돌려줄 포인트',
    total: '합계',
  },
  en: {
    lines: 'Returned items',
    product: 'Product',
    quantity: 'Quantity',
    money: 'Refund',
    points: 'Points back',
    total: 'Total',
  },
});

interface ReturnLinesProperties {
  readonly returned: Return;
  readonly nameOf: (productId: number) => string;
}

/** What comes back, and what goes back to the customer for it. */
export function ReturnLines({ returned: { items }, nameOf }: ReturnLinesProperties): JSX.Element {
  const { money, points } = refundOf(items);
  const columns = [
    messages.product,
    `#${messages.quantity}`,
    `#${messages.money}`,
    ...(points > 0 ? [`#${messages.points}`] : []),
  ];
  return (
    <DataTable label={messages.lines} columns={columns}>
      {items.map(({ productId, quantity, refundMoney, refundPoints }) => (
        <tr key={productId}>
          <th scope="row">
            <a class="clamped" href={linkTo(`/products/${productId}`)}>
              {nameOf(productId)}
            </a>
          </th>
          <td class="number">{count(quantity)}</td>
          <td class="number">{won(refundMoney)}</td>
          {points > 0 && <td class="number">{count(refundPoints)}</td>}
        </tr>
      ))}
      {items.length > 1 && (
        <tr>
          <th scope="row">{messages.total}</th>
          <td class="number">{count(items.reduce((sum, { quantity }) => sum + quantity, 0))}</td>
          <td class="number">{won(money)}</td>
          {points > 0 && <td class="number">{count(points)}</td>}
        </tr>
      )}
    </DataTable>
  );
}

/** What goes back to the customer for all of these. */
export function refundOf(items: Return['items']): { readonly money: number; readonly points: number } {
  return {
    money: items.reduce((sum, { refundMoney }) => sum + refundMoney, 0),
    points: items.reduce((sum, { refundPoints }) => sum + refundPoints, 0),
  };
}
