import type { JSX } from 'preact';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { DataTable } from '../ui/data-table';
import { refundOf } from './return-lines';
import type { Return } from './shipping-views';
import { returnStateName, returnTone } from './shipping-words';

const messages = translations({
  ko: {
    returns: '반품 목록',
    number: '반품 번호',
    order: '주문번호',
    status: '상태',
    items: '상품',
    line: (name: string, units: string) => `${name} ${units}개`,
    money: '환불 금액',
    points: '돌려준 포인트',
    reason: '반품 사유',
    requested: '신청 시각',
    completed: '처리 시각',
  },
  en: {
    returns: 'Returns',
    number: 'Return',
    order: 'Order',
    status: 'Status',
    items: 'Items',
    line: (name: string, units: string) => `${name} × ${units}`,
    money: 'Refund',
    points: 'Points back',
    reason: 'Reason',
    requested: 'Requested',
    completed: 'Decided',
  },
});

interface ReturnTableProperties {
  readonly returns: readonly Return[];
  readonly nameOf: (productId: number) => string;
  /** without what is the same for all of them */
  readonly isOfOneOrder?: boolean;
}

export function ReturnTable({ returns, nameOf, isOfOneOrder = false }: ReturnTableProperties): JSX.Element {
  const columns = [
    messages.number,
    ...(isOfOneOrder ? [] : [messages.order]),
    messages.status,
    messages.items,
    `#${messages.money}`,
    `#${messages.points}`,
    messages.reason,
    messages.requested,
    messages.completed,
  ];
  return (
    <DataTable label={messages.returns} columns={columns}>
      {returns.map((one) => (
        <Row key={one.returnId} returned={one} nameOf={nameOf} isOfOneOrder={isOfOneOrder} />
      ))}
    </DataTable>
  );
}

interface RowProperties {
  readonly returned: Return;
  readonly nameOf: (productId: number) => string;
  readonly isOfOneOrder: boolean;
}

function Row({ returned, nameOf, isOfOneOrder }: RowProperties): JSX.Element {
  const { returnId, orderId, status, items, requestedAt, completedAt, reason } = returned;
  // Nothing goes back for what was rejected.
  const { money, points } = refundOf(status === 'REJECTED' ? [] : items);
  return (
    <tr>
      <th scope="row">{returnId}</th>
      {!isOfOneOrder && (
        <td>
          <a href={linkTo(`/orders/${orderId}`)}>{orderId}</a>
        </td>
      )}
      <td class={returnTone(status)}>
        {status === 'RETURN_REQUESTED' ? (
          <a href={linkTo('/shipments/returns')}>{returnStateName(status)}</a>
        ) : (
          returnStateName(status)
        )}
      </td>
      <td class="settlement">
        {items.map(({ productId, quantity }) => messages.line(nameOf(productId), count(quantity))).join(', ')}
      </td>
      <td class="number">{won(money)}</td>
      <td class="number">{count(points)}</td>
      <td class="settlement">{reason !== null && <p class="note">{reason}</p>}</td>
      <td>{dateTime(requestedAt)}</td>
      <td>{completedAt !== null && dateTime(completedAt)}</td>
    </tr>
  );
}
