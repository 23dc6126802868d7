import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { areOrdersShipped } from '../api/shop-information';
import type { Order } from '../api/views';
import { dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { CancelDialog } from './cancel-dialog';
import { withCompletion } from './order-completion';
import { failureLabel, isCancellable, isOnItsWay, orderLabel } from './order-labels';
import { type ChangedProducts, OrderLines } from './order-lines';
import { Countdown } from './price-and-stock';
import { PutBackButton } from './put-back-button';

const messages = translations({
  ko: {
    order: (id: number) => `주문번호 ${id}`,
    total: '총 주문 금액',
    reduced: '할인·포인트 적용 후',
    cancel: '주문 취소',
    cancelThis: (id: number) => `주문번호 ${id} 주문 취소`,
    left: '남은 결제 시간',
    pay: (price: string) => `${price} 결제하기`,
    payThis: (id: number, price: string) => `주문번호 ${id}: ${price} 결제하기`,
    track: '배송 조회',
    trackThis: (id: number) => `주문번호 ${id}: 배송 조회`,
    payment: '결제 상태 보기',
    paymentOf: (id: number) => `주문번호 ${id}: 결제 상태 보기`,
  },
  en: {
    order: (id: number) => `Order ${id}`,
    total: 'Total',
    reduced: 'After coupon and points',
    cancel: 'Cancel order',
    cancelThis: (id: number) => `Cancel order ${id}`,
    left: 'Time left to pay',
    pay: (price: string) => `Pay ${price}`,
    payThis: (id: number, price: string) => `Order ${id}: pay ${price}`,
    track: 'Track delivery',
    trackThis: (id: number) => `Order ${id}: track delivery`,
    payment: 'View payment',
    paymentOf: (id: number) => `Order ${id}: view payment`,
  },
});

/** Only an order that was placed to be paid, or is shipped, has more to show on a page of its own. */
export function hasOwnPage({ amountDue, stage }: Order): boolean {
  return amountDue !== undefined || areOrdersShipped.value || isOnItsWay(stage);
}

interface OrderCardProperties {
  readonly order: Order;
  readonly isChanged: ChangedProducts;
}

export function OrderCard({ order: loaded, isChanged }: OrderCardProperties): JSX.Element {
  const order = withCompletion(loaded);
  const [isOpen, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // Once cancelled, the button that would get the focus back from the dialog no longer exists.
    if (!isOpen && wasOpen.current && document.activeElement === document.body) heading.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <li class="order card">
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {hasOwnPage(order) ? (
            <a href={linkTo(`/orders/${order.orderId}`)}>{messages.order(order.orderId)}</a>
          ) : (
            messages.order(order.orderId)
          )}
        </h2>
        <span class={`status ${order.status.toLowerCase()}`} role="status">
          {orderLabel(order)}
        </span>
      </header>
      <p class="hint">
        <time dateTime={order.orderDate}>{dateTime(order.orderDate)}</time>
      </p>
      {order.failureReason !== null && <p class="error">{failureLabel(order.failureReason)}</p>}
      <OrderLines order={order} isChanged={isChanged} />
      <p class={order.status === 'ORDER_SUCCESS' ? 'total' : 'total hint'}>
        {messages.total} <strong>{won(order.totalOrderPrice)}</strong>
        <AmountDue order={order} />
      </p>
      {order.status === 'ORDER_FAILURE' && <PutBackButton lines={order.items} />}
      {order.status === 'ORDER_PENDING' && <PayLink order={order} />}
      {isOnItsWay(order.stage) && <TrackLink orderId={order.orderId} />}
      {isCancellable(order) && (
        <button type="button" aria-label={messages.cancelThis(order.orderId)} onClick={() => setOpen(true)}>
          {messages.cancel}
        </button>
      )}
      {isOpen && <CancelDialog order={order} onClose={() => setOpen(false)} />}
    </li>
  );
}

function TrackLink({ orderId }: Pick<Order, 'orderId'>): JSX.Element {
  return (
    <a class="button" href={linkTo(`/orders/${orderId}`)} aria-label={messages.trackThis(orderId)}>
      {messages.track}
    </a>
  );
}

/** Unless coupon and points take nothing off. */
function AmountDue({ order }: { readonly order: Order }): JSX.Element | null {
  const { totalOrderPrice, amountDue = totalOrderPrice } = order;
  if (amountDue === totalOrderPrice) return null;
  return (
    <>
      <br />
      {messages.reduced} <strong>{won(amountDue)}</strong>
    </>
  );
}

/** A payment that has begun may have been paid, or waits for a transfer: only the page of the order says which. */
function PayLink({ order: { orderId, payBy, stage, amountDue = 0 } }: { readonly order: Order }): JSX.Element {
  const href = linkTo(`/orders/${orderId}`);
  if (stage === 'PAYMENT_REQUESTED')
    return (
      <>
        <a class="button pay" href={href} aria-label={messages.paymentOf(orderId)}>
          {messages.payment}
        </a>{' '}
      </>
    );
  return (
    <>
      <p>{payBy !== undefined && <Countdown label={messages.left} until={payBy} />}</p>
      <a class="button primary pay" href={href} aria-label={messages.payThis(orderId, won(amountDue))}>
        {messages.pay(won(amountDue))}
      </a>{' '}
    </>
  );
}
