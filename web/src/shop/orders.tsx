import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePages } from '../ground/asking';
import { wordsOf } from '../ground/language';
import { ListOf } from '../ground/list-of';
import { linkTo, place } from '../ground/route';
import { shop } from '../ground/shop';
import type { Order } from './answers';
import { OrderCard } from './order-card';
import { ORDER_STATUSES, statusWord } from './order-words';
import { usePlaceTitle } from './place-title';
import { useReconnected } from '../ground/refresh';

const said = wordsOf({
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

export function Orders(): JSX.Element {
  usePlaceTitle(said.title);
  const status = ORDER_STATUSES.find((known) => known === place.value.query.get('status'));
  const pages = usePages<Order>(
    (cursor) => answerOf(shop.api.GET('/api/orders', { params: { query: { status, cursor } } })),
    [status],
  );
  useReconnected(pages.again);
  useUnknownSettled(pages.value, pages.again);
  return (
    <>
      <h1>{said.title}</h1>
      <StatusChoice chosen={status} />
      <ListOf pages={pages} none={status === undefined ? said.none : said.noneMatching}>
        {(orders) => (
          <ul class="orders">
            {orders.map((order) => (
              <OrderCard key={order.orderId} order={order} />
            ))}
          </ul>
        )}
      </ListOf>
    </>
  );
}

function StatusChoice({ chosen }: { readonly chosen: Order['status'] | undefined }): JSX.Element {
  return (
    <div class="field narrow">
      <label for="status">{said.status}</label>
      <select
        id="status"
        value={chosen ?? ''}
        onChange={({ currentTarget }) => location.replace(linkTo('/orders', { status: currentTarget.value }))}
      >
        <option value="">{said.all}</option>
        {ORDER_STATUSES.map((status) => (
          <option key={status} value={status}>
            {statusWord(status)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Those that are shown change by themselves; another one has been ordered elsewhere and belongs into the list. */
function useUnknownSettled(shown: readonly Order[] | undefined, again: () => void): void {
  useEffect(
    () =>
      shop.live.on('order-settled', ({ orderId }) => {
        if (shown?.some((order) => order.orderId === orderId) !== true) again();
      }),
    [shown, again],
  );
}
