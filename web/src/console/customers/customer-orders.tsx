import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePagedQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import type { Order } from '../../api/views';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { orderLabel, orderStages, orderTone, stageName } from '../money/order-words';
import { arePaymentsShown } from '../money/shown-payments';
import { areShipmentsShown } from '../parcels/shown-shipments';
import { DataTable } from '../ui/data-table';

const messages = translations({
  ko: {
    title: '주문',
    stage: '상태',
    all: '전체',
    none: '조건에 맞는 주문이 없어요',
    order: '주문번호',
    items: '상품',
    more: (name: string, others: string) => `${name} 외 ${others}건`,
    total: '주문 금액',
    ordered: '주문 시각',
  },
  en: {
    title: 'Orders',
    stage: 'Status',
    all: 'All',
    none: 'No orders match your search',
    order: 'Order',
    items: 'Items',
    more: (name: string, others: string) => `${name} and ${others} more`,
    total: 'Total',
    ordered: 'Ordered',
  },
});

const POLL_MS = 10_000;

/** The orders of a customer, newest first. */
export function CustomerOrders({ userId }: { readonly userId: number }): JSX.Element {
  const [chosen, choose] = useState('');
  const stage = orderStages().find((one) => one === chosen);
  const pages = usePagedQuery(
    (cursor) => {
      const query = {
        userId,
        ...(stage !== undefined && { stage: [stage] }),
        ...(cursor !== undefined && { cursor }),
      };
      return answerOf(shop.api.GET('/api/orders', { params: { query } }));
    },
    [userId, stage],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  return (
    <section>
      <h2>{messages.title}</h2>
      {(arePaymentsShown.value || areShipmentsShown.value) && (
        <div class="filters">
          <Select
            label={messages.stage}
            value={chosen}
            options={[['', messages.all], ...orderStages().map((one) => [one, stageName(one)] as const)]}
            onValue={choose}
          />
        </div>
      )}
      <PagedList query={pages} empty={messages.none}>
        {(orders) => <OrderTable orders={orders} />}
      </PagedList>
    </section>
  );
}

function OrderTable({ orders }: { readonly orders: readonly Order[] }): JSX.Element {
  const columns = [messages.order, messages.items, messages.stage, `#${messages.total}`, messages.ordered];
  return (
    <DataTable label={messages.title} columns={columns}>
      {orders.map((order) => (
        <tr key={order.orderId}>
          <th scope="row">
            <a href={linkTo(`/orders/${order.orderId}`)}>{order.orderId}</a>
          </th>
          <td>
            <span class="clamped">{itemsText(order)}</span>
          </td>
          <td class={orderTone(order)}>{orderLabel(order)}</td>
          <td class="number">{won(order.totalOrderPrice)}</td>
          <td>{dateTime(order.orderDate)}</td>
        </tr>
      ))}
    </DataTable>
  );
}

function itemsText({ items: [first, ...others] }: Order): string {
  const name = first?.productName ?? '';
  return others.length === 0 ? name : messages.more(name, count(others.length));
}
