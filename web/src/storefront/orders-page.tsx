import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePagedQuery } from '../api/query';
import { useReconnected, useRefreshOn } from '../api/refresh';
import { shop } from '../api/shop';
import { arePaymentsOn, areOrdersShipped } from '../api/shop-information';
import type { Order } from '../api/views';
import { translations } from '../i18n/language';
import { replaceAddress, route, usePageTitle } from '../navigation/route';
import { PagedList } from '../ui/query-views';
import { OrderCard } from './order-card';
import { LISTED_STAGES, ORDER_STATUSES, orderChoices } from './order-labels';
import { useChangedProducts } from './order-lines';

const messages = translations({
  ko: {
    title: '주문 내역',
    status: '주문 상태',
    all: '전체',
    none: '아직 주문 내역이 없어요',
    noneMatching: '이 상태의 주문이 없어요',
  },
  en: {
    title: 'My orders',
    status: 'Status',
    all: 'All',
    none: 'You have no orders yet',
    noneMatching: 'No orders with this status',
  },
});

const PAYMENT_SIGNALS = ['order-reserved', 'order-settled', 'payment-ended'] as const;
const NO_SIGNALS = [] as const;
const PARCEL_SIGNALS = [...PAYMENT_SIGNALS, 'order-progressed'] as const;

export function OrdersPage(): JSX.Element {
  usePageTitle(messages.title);
  const chosen = route.value.query.get('status');
  const status = ORDER_STATUSES.find((known) => known === chosen);
  const stage = LISTED_STAGES.find((known) => known === chosen);
  const pages = usePagedQuery<Order>(
    (cursor) =>
      answerOf(
        shop.api.GET('/api/orders', {
          params: { query: { status, cursor, ...(stage !== undefined && { stage: [stage] }) } },
        }),
      ),
    [status, stage],
  );
  useReconnected(pages.refetch);
  useRefetchOnUnknownOrder(pages.value, pages.refetch);
  // A signal of an order in the list says its status, but not its stage.
  const signals = arePaymentsOn.value ? PAYMENT_SIGNALS : NO_SIGNALS;
  useRefreshOn(pages.refetch, areOrdersShipped.value ? PARCEL_SIGNALS : signals);
  const isChanged = useChangedProducts(pages.value ?? []);
  return (
    <>
      <h1>{messages.title}</h1>
      <StatusChoice chosen={stage ?? status} />
      <PagedList
        query={pages}
        empty={status === undefined && stage === undefined ? messages.none : messages.noneMatching}
      >
        {(orders) => (
          <ul class="orders">
            {orders.map((order) => (
              <OrderCard key={order.orderId} order={order} isChanged={isChanged} />
            ))}
          </ul>
        )}
      </PagedList>
    </>
  );
}

function StatusChoice({ chosen }: { readonly chosen: string | undefined }): JSX.Element {
  return (
    <div class="field narrow">
      <label for="status">{messages.status}</label>
      <select
        id="status"
        value={chosen ?? ''}
        onChange={({ currentTarget }) => replaceAddress('/orders', { status: currentTarget.value })}
      >
        <option value="">{messages.all}</option>
        {orderChoices().map(([choice, label]) => (
          <option key={choice} value={choice}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Orders in the list update by themselves. An unknown order was placed elsewhere, so the list is loaded again. */
function useRefetchOnUnknownOrder(shown: readonly Order[] | undefined, refetch: () => void): void {
  useEffect(
    () =>
      shop.live.on('order-settled', ({ orderId }) => {
        if (shown?.some((order) => order.orderId === orderId) !== true) refetch();
      }),
    [shown, refetch],
  );
}
