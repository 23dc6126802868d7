import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { linkTo } from '../../ground/route';
import { TableBox } from '../table-box';
import { DealTime } from './deal-time';

type Deal = components['schemas']['HotDealView'];

const said = wordsOf({
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
  const columns = [said.deal, said.left, `#${said.discount}`, `#${said.products}`, said.start, said.end];
  return (
    <TableBox label={label} columns={columns}>
      {deals.map((deal) => (
        <tr key={deal.eventId}>
          <th scope="row">
            <a href={linkTo(`/deals/${deal.eventId}`)}>{said.name(deal.eventId)}</a>
          </th>
          <td>
            <DealTime deal={deal} />
          </td>
          <td class="number">{deal.eventDiscount}%</td>
          <td class="number">{count(deal.productCount)}</td>
          <td>{moment(deal.startEventTime)}</td>
          <td>{moment(deal.endEventTime)}</td>
        </tr>
      ))}
    </TableBox>
  );
}
