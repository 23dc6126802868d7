import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Order } from '../api/views';
import { count, dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { CancelDialog } from './cancel-dialog';
import { withCompletion } from './order-completion';
import { failureLabel, statusLabel } from './order-labels';
import { OrderedProductDialog } from './ordered-product-dialog';
import { PutBackButton } from './put-back-button';

const messages = translations({
  ko: {
    order: (id: number) => `주문번호 ${id}`,
    total: '총 주문 금액',
    line: (quantity: string, price: string) => `${quantity}개 × ${price}`,
    instead: '정가',
    cancel: '주문 취소',
    cancelThis: (id: number) => `주문번호 ${id} 주문 취소`,
    asOrdered: '주문 당시 상품 정보',
    asOrderedThis: (name: string) => `주문 당시 상품 정보: ${name}`,
  },
  en: {
    order: (id: number) => `Order ${id}`,
    total: 'Total',
    line: (quantity: string, price: string) => `${quantity} × ${price}`,
    instead: 'Original price',
    cancel: 'Cancel order',
    cancelThis: (id: number) => `Cancel order ${id}`,
    asOrdered: 'As ordered',
    asOrderedThis: (name: string) => `As ordered: ${name}`,
  },
});

const CANCELLABLE: readonly Order['status'][] = ['ORDER_BEFORE', 'ORDER_PENDING', 'ORDER_SUCCESS'];

interface OrderCardProperties {
  readonly order: Order;
  /** whether a product of it is not what it was when it was ordered */
  readonly isChanged: (productId: number, orderDate: string) => boolean;
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
        {order.items.map((item, index) => (
          <Line key={item.productId} item={item}>
            {item.productVersion !== undefined && isChanged(item.productId, order.orderDate) && (
              <AsOrdered orderId={order.orderId} line={index + 1} name={item.productName} />
            )}
          </Line>
        ))}
      </ul>
      <p class={order.status === 'ORDER_SUCCESS' ? 'total' : 'total hint'}>
        {messages.total} <strong>{won(order.totalOrderPrice)}</strong>
      </p>
      {order.status === 'ORDER_FAILURE' && <PutBackButton lines={order.items} />}
      {isCancellable && (
        <button type="button" aria-label={messages.cancelThis(order.orderId)} onClick={() => setOpen(true)}>
          {messages.cancel}
        </button>
      )}
      {isOpen && <CancelDialog order={order} onClose={() => setOpen(false)} />}
    </li>
  );
}

interface LineProperties {
  readonly item: Order['items'][number];
  readonly children: ComponentChildren;
}

function Line({ item, children }: LineProperties): JSX.Element {
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
      {children}
    </li>
  );
}

interface AsOrderedProperties {
  readonly orderId: number;
  readonly line: number;
  readonly name: string;
}

function AsOrdered({ orderId, line, name }: AsOrderedProperties): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="plain as-ordered"
        aria-label={messages.asOrderedThis(name)}
        onClick={() => setOpen(true)}
      >
        {messages.asOrdered}
      </button>
      {isOpen && <OrderedProductDialog orderId={orderId} line={line} onClose={() => setOpen(false)} />}
    </>
  );
}
