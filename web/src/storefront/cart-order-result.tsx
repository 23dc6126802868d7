import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { errorMessage } from '../api/error-messages';
import { won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { type CartOrder, cartOrder, type PriceChange, submitCart } from './cart-order';
import { withCompletion } from './order-completion';
import { failureLabel } from './order-labels';
import { PutBackButton } from './put-back-button';

const messages = translations({
  ko: {
    busy: '접속자가 많아 주문을 다시 보내고 있어요. 여러 번 보내도 한 번만 주문돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 주문을 다시 보낼게요. 여러 번 보내도 한 번만 주문돼요.',
    done: (quantity: number, total: string) => `주문이 완료됐어요. ${quantity}개, 총 ${total}`,
    failed: (reason: string) => `주문하지 못했어요. ${reason}`,
    cancelled: '주문이 취소됐어요.',
    reserved: '상품을 확보했어요. 주문 내역에서 결제해 주세요.',
    short: '재고가 부족해 주문하지 않았어요. 아래 상품의 수량을 줄이거나 선택을 해제해 주세요.',
    changed: '가격이 바뀌어 주문하지 않았어요. 바뀐 가격을 확인하고 다시 주문해 주세요.',
    change: (name: string, before: string, after: string) => `${name}: ${before} → ${after}`,
    unknown: '주문이 접수됐는지 확인하지 못했어요. 다시 보내도 한 번만 주문돼요.',
    again: '주문 다시 보내기',
    orders: '주문 내역 보기',
  },
  en: {
    busy: 'The shop is busy. We are sending your order again; it will only be placed once.',
    offline: 'You are offline. Your order will be sent again when you are back; it will only be placed once.',
    done: (quantity: number, total: string) =>
      `Order confirmed: ${quantity} ${quantity === 1 ? 'item' : 'items'}, ${total}`,
    failed: (reason: string) => `Your order could not be placed. ${reason}`,
    cancelled: 'Your order was cancelled.',
    reserved: 'Your items are reserved. Please pay for them in your orders.',
    short: 'Not enough stock, so nothing was ordered. Choose fewer of these or leave them out.',
    changed: 'Prices have changed, so nothing was ordered. Please check the new prices and order again.',
    change: (name: string, before: string, after: string) => `${name}: ${before} → ${after}`,
    unknown: 'We could not confirm your order. You can safely try again; it will only be placed once.',
    again: 'Try again',
    orders: 'View my orders',
  },
});

/** What became of the order of the cart. It gets the focus, because what was ordered leaves the page. */
export function CartOrderResult(): JSX.Element | null {
  const order = cartOrder.value;
  const result = useRef<HTMLDivElement>(null);
  const last = useRef(order.step);
  useEffect(() => {
    const isNew = last.current !== order.step;
    last.current = order.step;
    if (isNew && !['none', 'ordering', 'retrying'].includes(order.step)) result.current?.focus();
  }, [order]);
  if (order.step === 'none' || order.step === 'ordering') return null;
  return (
    <div ref={result} class={`order-result card ${tone(order)}`} role="status" tabIndex={-1}>
      <p>{sentence(order)}</p>
      {order.step === 'sold-out' && (
        <ul>
          {order.lines.map(({ productId, productName }) => (
            <li key={productId}>{productName}</li>
          ))}
        </ul>
      )}
      {order.step === 'price-changed' && <Changes changes={order.changes} />}
      {order.step === 'unknown' && (
        <button type="button" onClick={() => submitCart(order.attempt)}>
          {messages.again}
        </button>
      )}
      {order.step === 'completed' && <Completed order={order.order} />}{' '}
      {(order.step === 'completed' || order.step === 'unknown') && <a href={linkTo('/orders')}>{messages.orders}</a>}
    </div>
  );
}

function Changes({ changes }: { readonly changes: readonly PriceChange[] }): JSX.Element {
  return (
    <ul>
      {changes.map(({ line, price }) => (
        <li key={line.productId}>{messages.change(line.productName, won(line.productPrice), won(price))}</li>
      ))}
    </ul>
  );
}

type Completion = Extract<CartOrder, { readonly step: 'completed' }>;

function Completed({ order }: Pick<Completion, 'order'>): JSX.Element | null {
  const { status, items } = withCompletion(order);
  return status === 'ORDER_FAILURE' ? <PutBackButton lines={items} /> : null;
}

function tone(order: CartOrder): string {
  if (order.step === 'retrying') return '';
  return order.step === 'completed' && withCompletion(order.order).status === 'ORDER_SUCCESS' ? 'success' : 'danger';
}

function sentence(order: Exclude<CartOrder, { readonly step: 'none' | 'ordering' }>): string {
  switch (order.step) {
    case 'retrying':
      return order.reason.kind === 'busy' ? messages.busy : messages.offline;
    case 'sold-out':
      return messages.short;
    case 'price-changed':
      return messages.changed;
    case 'refused':
      return errorMessage(order.error);
    case 'unknown':
      return messages.unknown;
    case 'completed': {
      const { status, failureReason, totalOrderCount, totalOrderPrice } = withCompletion(order.order);
      if (status === 'ORDER_CANCELLED') return messages.cancelled;
      if (status === 'ORDER_PENDING') return messages.reserved;
      if (status === 'ORDER_SUCCESS') return messages.done(totalOrderCount, won(totalOrderPrice));
      return messages.failed(failureLabel(failureReason));
    }
  }
}
