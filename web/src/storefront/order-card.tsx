import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Order } from '../api/views';
import { dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { CancelDialog } from './cancel-dialog';
import { withCompletion } from './order-completion';
import { failureLabel, orderLabel } from './order-labels';
import { type ChangedProducts, OrderLines } from './order-lines';
import { Countdown } from './price-and-stock';
import { PutBackButton } from './put-back-button';

const messages = translations({
  ko: {
    order: (id: number) => `주문번호 ${id}`,
    total: '총 주문 금액',
    cancel: '주문 취소',
    cancelThis: (id: number) => `주문번호 ${id} 주문 취소`,
    left: '남은 결제 시간',
    pay: (price: string) => `${price} 결제하기`,
    payThis: (id: number, price: string) => `주문번호 ${id}: ${price} 결제하기`,
  },
  en: {
    order: (id: number) => `Order ${id}`,
    total: 'Total',
    cancel: 'Cancel order',
    cancelThis: (id: number) => `Cancel order ${id}`,
    left: 'Time left to pay',
    pay: (price: string) => `Pay ${price}`,
    payThis: (id: number, price: string) => `Order ${id}: pay ${price}`,
  },
});

/** Only an order that was placed to be paid has more to show on a page of its own. */
export function isToBePaid({ amountDue }: Order): boolean {
  return amountDue !== undefined;
}

const CANCELLABLE: readonly Order['status'][] = ['ORDER_BEFORE', 'ORDER_PENDING', 'ORDER_SUCCESS'];

interface OrderCardProperties {
  readonly order: Order;
  readonly isChanged: ChangedProducts;
}

export function OrderCard({ order: loaded, isChanged }: OrderCardProperties): JSX.Element {
  const order = withCompletion(loaded);
  const [isOpen, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const isCancellable = CANCELLABLE.includes(order.status);
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
          {isToBePaid(order) ? (
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
      </p>
      {order.status === 'ORDER_FAILURE' && <PutBackButton lines={order.items} />}
      {order.status === 'ORDER_PENDING' && <PayLink order={order} />}
      {isCancellable && (
        <button type="button" aria-label={messages.cancelThis(order.orderId)} onClick={() => setOpen(true)}>
          {messages.cancel}
        </button>
      )}
      {isOpen && <CancelDialog order={order} onClose={() => setOpen(false)} />}
    </li>
  );
}

function PayLink({ order: { orderId, payBy, amountDue = 0 } }: { readonly order: Order }): JSX.Element {
  return (
    <>
      <p>{payBy !== undefined && <Countdown label={messages.left} until={payBy} />}</p>
      <a
        class="button primary pay"
        href={linkTo(`/orders/${orderId}`)}
        aria-label={messages.payThis(orderId, won(amountDue))}
      >
        {messages.pay(won(amountDue))}
      </a>{' '}
    </>
  );
}
