import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Order } from '../api/views';
import { count, dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { CancelDialog } from './cancel-dialog';
import { withCompletion } from './order-completion';
import { failureLabel, statusLabel } from './order-labels';

const messages = translations({
  ko: {
    order: (id: number) => `주문번호 ${id}`,
    total: '총 주문 금액',
    line: (quantity: string, price: string) => `${quantity}개 × ${price}`,
    instead: '정가',
    cancel: '주문 취소',
    cancelThis: (id: number) => `주문번호 ${id} 주문 취소`,
  },
  en: {
    order: (id: number) => `Order ${id}`,
    total: 'Total',
    line: (quantity: string, price: string) => `${quantity} × ${price}`,
    instead: 'Original price',
    cancel: 'Cancel order',
    cancelThis: (id: number) => `Cancel order ${id}`,
  },
});

const CANCELLABLE: readonly Order['status'][] = ['ORDER_BEFORE', 'ORDER_PENDING', 'ORDER_SUCCESS'];

export function OrderCard({ order: loaded }: { readonly order: Order }): JSX.Element {
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
          {messages.order(order.orderId)}
        </h2>
        <span class={`status ${order.status.toLowerCase()}`} role="status">
          {statusLabel(order.status)}
        </span>
      </header>
      <p class="hint">
        <time dateTime={order.orderDate}>{dateTime(order.orderDate)}</time>
      </p>
      {order.failureReason !== null && <p class="error">{failureLabel(order.failureReason)}</p>}
      <ul class="lines">
        {order.items.map((item) => (
          <Line key={item.productId} item={item} />
        ))}
      </ul>
      <p class={order.status === 'ORDER_SUCCESS' ? 'total' : 'total hint'}>
        {messages.total} <strong>{won(order.totalOrderPrice)}</strong>
      </p>
      {isCancellable && (
        <button type="button" aria-label={messages.cancelThis(order.orderId)} onClick={() => setOpen(true)}>
          {messages.cancel}
        </button>
      )}
      {isOpen && <CancelDialog order={order} onClose={() => setOpen(false)} />}
    </li>
  );
}

function Line({ item }: { readonly item: Order['items'][number] }): JSX.Element {
  const { productId, productName, quantity, originalPrice, productPrice, itemTotalPrice } = item;
  return (
    <li>
      <a href={linkTo(`/products/${productId}`)}>{productName}</a>
      <span>
        {messages.line(count(quantity), won(productPrice))}{' '}
        {productPrice < originalPrice && (
          <del>
            <span class="visually-hidden">{messages.instead} </span>
            {won(originalPrice)}
          </del>
        )}
      </span>
      <strong>{won(itemTotalPrice)}</strong>
    </li>
  );
}
