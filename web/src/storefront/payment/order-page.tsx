import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo, usePageTitle } from '../../navigation/route';
import { QueryView } from '../../ui/query-views';
import { CancelDialog } from '../cancel-dialog';
import { DeliveryCard } from '../delivery/delivery-card';
import { ReturnCard } from '../delivery/return-card';
import { withCompletion } from '../order-completion';
import { isCancellable, orderLabel } from '../order-labels';
import { OrderLines, useChangedProducts } from '../order-lines';
import { OrderAmounts } from './order-amounts';
import { type LoadedOrder, useOrder } from './order-query';
import { OrderResult } from './order-result';
import { OrderTimeline } from './order-timeline';
import { PaymentPanel } from './payment-panel';

const messages = translations({
  ko: {
    title: (id: number) => `주문번호 ${id}`,
    items: '주문 상품',
    all: '주문 내역 보기',
    cancel: '주문 취소',
  },
  en: {
    title: (id: number) => `Order ${id}`,
    items: 'Your items',
    all: 'View my orders',
    cancel: 'Cancel order',
  },
});

/** One order: how far it has come, what it costs, and the payment if it waits for one. */
export function OrderPage({ orderId }: { readonly orderId: number }): JSX.Element {
  usePageTitle(messages.title(orderId));
  const query = useOrder(orderId);
  return (
    <>
      <h1>{messages.title(orderId)}</h1>
      <QueryView query={query}>{(value) => <OrderView {...value} refetch={query.refetch} />}</QueryView>
    </>
  );
}

interface OrderViewProperties extends LoadedOrder {
  readonly refetch: () => void;
}

function OrderView({
  order: loaded,
  payment,
  available,
  delivery,
  returns,
  refetch,
}: OrderViewProperties): JSX.Element {
  const order = withCompletion(loaded);
  const isChanged = useChangedProducts([order]);
  const result = useRef<HTMLDivElement>(null);
  useFocusOnChange(order.status, result);
  return (
    <>
      <p class="order-head">
        <span class={`status ${order.status.toLowerCase()}`}>{orderLabel(order)}</span>{' '}
        <time class="hint" dateTime={order.orderDate}>
          {dateTime(order.orderDate)}
        </time>
      </p>
      <div ref={result} class="order-state" tabIndex={-1}>
        {order.status === 'ORDER_PENDING' ? (
          <PaymentPanel order={order} payment={payment} available={available} refetch={refetch} />
        ) : (
          <OrderResult order={order} payment={payment} />
        )}
      </div>
      <div class="cart order-view">
        <div>
          <DeliveryCard order={order} delivery={delivery} />
          <section class="card" aria-labelledby="order-items">
            <h2 id="order-items">{messages.items}</h2>
            <OrderLines order={order} isChanged={isChanged} />
          </section>
          <ReturnCard order={order} payment={payment} delivery={delivery} returns={returns} refetch={refetch} />
          <OrderTimeline order={order} payment={payment} delivery={delivery} returns={returns} />
        </div>
        <div>
          <OrderAmounts order={order} payment={payment} />
          {order.status === 'ORDER_SUCCESS' && <CancelButton order={order} refetch={refetch} result={result} />}
        </div>
      </div>
      <p class="go-on">
        <a href={linkTo('/orders')}>{messages.all}</a>
      </p>
    </>
  );
}

interface CancelButtonProperties extends Pick<OrderViewProperties, 'order' | 'refetch'> {
  readonly result: RefObject<HTMLElement | null>;
}

/** The question stays when the parcel leaves meanwhile, and says so. */
function CancelButton({ order, refetch, result }: CancelButtonProperties): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (!isOpen && wasOpen.current && document.activeElement === document.body) result.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <>
      {isCancellable(order) && (
        <button type="button" class="cancel-order" onClick={() => setOpen(true)}>
          {messages.cancel}
        </button>
      )}
      {isOpen && <CancelDialog order={order} onClose={() => setOpen(false)} onRefused={refetch} />}
    </>
  );
}

/** What had the focus disappears when the status of the order changes: then the result gets it. */
function useFocusOnChange(status: string, result: RefObject<HTMLElement | null>): void {
  const last = useRef(status);
  useEffect(() => {
    if (last.current !== status && document.activeElement === document.body) result.current?.focus();
    last.current = status;
  }, [status]);
}
