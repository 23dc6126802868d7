import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePagedQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import type { Order } from '../api/views';
import { translations } from '../i18n/language';
import { replaceAddress, route, usePageTitle } from '../navigation/route';
import { PagedList } from '../ui/query-views';
import { OrderCard } from './order-card';
import { ORDER_STATUSES, statusLabel } from './order-labels';
import { useProducts } from './product-queries';

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

export function OrdersPage(): JSX.Element {
  usePageTitle(messages.title);
  const status = ORDER_STATUSES.find((known) => known === route.value.query.get('status'));
  const pages = usePagedQuery<Order>(
    (cursor) => answerOf(shop.api.GET('/api/orders', { params: { query: { status, cursor } } })),
    [status],
  );
  useReconnected(pages.refetch);
  useRefetchOnUnknownOrder(pages.value, pages.refetch);
  const isChanged = useChangedProducts(pages.value ?? []);
  return (
    <>
      <h1>{messages.title}</h1>
      <StatusChoice chosen={status} />
      <PagedList query={pages} empty={status === undefined ? messages.none : messages.noneMatching}>
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

function StatusChoice({ chosen }: { readonly chosen: Order['status'] | undefined }): JSX.Element {
  return (
    <div class="field narrow">
      <label for="status">{messages.status}</label>
      <select
        id="status"
        value={chosen ?? ''}
        onChange={({ currentTarget }) => replaceAddress('/orders', { status: currentTarget.value })}
      >
        <option value="">{messages.all}</option>
        {ORDER_STATUSES.map((status) => (
          <option key={status} value={status}>
            {statusLabel(status)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Whether a product was changed, or deleted, after an order of it. */
function useChangedProducts(orders: readonly Order[]): (productId: number, orderDate: string) => boolean {
  const ids = new Set(orders.flatMap(({ items }) => items.map(({ productId }) => productId)));
  const products = useProducts([...ids]);
  return (productId, orderDate) => {
    const product = products.byId.get(productId);
    if (product === undefined) return products.isComplete;
    return Date.parse(product.updatedAt) > Date.parse(orderDate);
  };
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
