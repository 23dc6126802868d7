import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { count, moment, won } from '../ground/format';
import { wordsOf } from '../ground/language';
import { linkTo } from '../ground/route';
import type { Order } from './answers';
import { CancelDialog } from './cancel-dialog';
import { reasonWord, statusWord } from './order-words';
import { asSettled } from './settled-orders';

const said = wordsOf({
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

export function OrderCard({ order: answered }: { readonly order: Order }): JSX.Element {
  const order = asSettled(answered);
  const [isAsking, ask] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const isCancellable = CANCELLABLE.includes(order.status);
  const hasAsked = useRef(false);
  useEffect(() => {
    // With the cancel the button has gone that the dialog would give the focus back to.
    if (!isAsking && hasAsked.current && document.activeElement === document.body) heading.current?.focus();
    hasAsked.current = isAsking;
  }, [isAsking]);
  return (
    <li class="order card">
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {said.order(order.orderId)}
        </h2>
        <span class={`status ${order.status.toLowerCase()}`} role="status">
          {statusWord(order.status)}
        </span>
      </header>
      <p class="hint">
        <time dateTime={order.orderDate}>{moment(order.orderDate)}</time>
      </p>
      {order.failureReason !== null && <p class="fault">{reasonWord(order.failureReason)}</p>}
      <ul class="lines">
        {order.items.map((item) => (
          <Line key={item.productId} item={item} />
        ))}
      </ul>
      <p class={order.status === 'ORDER_SUCCESS' ? 'total' : 'total hint'}>
        {said.total} <strong>{won(order.totalOrderPrice)}</strong>
      </p>
      {isCancellable && (
        <button type="button" aria-label={said.cancelThis(order.orderId)} onClick={() => ask(true)}>
          {said.cancel}
        </button>
      )}
      {isAsking && <CancelDialog order={order} onClose={() => ask(false)} />}
    </li>
  );
}

function Line({ item }: { readonly item: Order['items'][number] }): JSX.Element {
  const { productId, productName, quantity, originalPrice, productPrice, itemTotalPrice } = item;
  return (
    <li>
      <a href={linkTo(`/products/${productId}`)}>{productName}</a>
      <span>
        {said.line(count(quantity), won(productPrice))}{' '}
        {productPrice < originalPrice && (
          <del>
            <span class="unseen">{said.instead} </span>
            {won(originalPrice)}
          </del>
        )}
      </span>
      <strong>{won(itemTotalPrice)}</strong>
    </li>
  );
}
