import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { DataTable } from '../ui/data-table';
import { DealTime } from './deal-time';

type Deal = components['schemas']['HotDealView'];

const messages = translations({
  ko: {
    deal: '핫딜',
    name: (id: number) => `핫딜 ${id}`,
    discount: '할인',
    products: '상품 수',
    start: '시작',
    end: '종료',
    left: '남은 시간',
  },
  en: {
    deal: 'Deal',
    name: (id: number) => `Deal ${id}`,
    discount: 'Discount',
    products: 'Products',
    start: 'Start',
    end: 'End',
    left: 'Time left',
  },
});

export function DealTable({ label, deals }: { readonly label: string; readonly deals: readonly Deal[] }): JSX.Element {
  const columns = [
    messages.deal,
    messages.left,
    `#${messages.discount}`,
    `#${messages.products}`,
    messages.start,
    messages.end,
  ];
  return (
    <DataTable label={label} columns={columns}>
      {deals.map((deal) => (
        <tr key={deal.eventId}>
          <th scope="row">
            <a href={linkTo(`/deals/${deal.eventId}`)}>{deal.eventName ?? messages.name(deal.eventId)}</a>
          </th>
          <td>
            <DealTime deal={deal} />
          </td>
          <td class="number">{deal.eventDiscount}%</td>
          <td class="number">{count(deal.productCount)}</td>
          <td>{dateTime(deal.startEventTime)}</td>
          <td>{dateTime(deal.endEventTime)}</td>
        </tr>
      ))}
    </DataTable>
  );
}
