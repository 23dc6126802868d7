import type { JSX } from 'preact';
import { errorMessage } from '../api/error-messages';
import { won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { type CartOrder, cartOrder, type PriceChange, submitCart } from './cart-order';
import {
  AddressLink,
  answeredSentence,
  attemptMessages,
  retryingSentence,
  ShortLines,
  useFocusedResult,
} from './order-attempt-result';
import { withCompletion } from './order-completion';
import { PutBackButton } from './put-back-button';

const messages = translations({
  ko: {
    short: '재고가 부족해 주문하지 않았어요. 아래 상품의 수량을 줄이거나 선택을 해제해 주세요.',
    changed: '가격이 바뀌어 주문하지 않았어요. 바뀐 가격을 확인하고 다시 주문해 주세요.',
    change: (name: string, before: string, after: string) => `${name}: ${before} → ${after}`,
  },
  en: {
    short: 'Not enough stock, so nothing was ordered. Choose fewer of these or leave them out.',
    changed: 'Prices have changed, so nothing was ordered. Please check the new prices and order again.',
    change: (name: string, before: string, after: string) => `${name}: ${before} → ${after}`,
  },
});

/** What became of the order of the cart. It gets the focus, because what was ordered leaves the page. */
export function CartOrderResult(): JSX.Element | null {
  const order = cartOrder.value;
  const result = useFocusedResult(order, (step) => !['none', 'ordering', 'retrying'].includes(step));
  if (order.step === 'none' || order.step === 'ordering') return null;
  return (
    <div ref={result} class={`order-result card ${tone(order)}`} role="status" tabIndex={-1}>
      <p>{sentence(order)}</p>
      {order.step === 'sold-out' && <ShortLines lines={order.lines} />}
      {order.step === 'price-changed' && <Changes changes={order.changes} />}
      {order.step === 'unknown' && (
        <button type="button" onClick={() => submitCart(order.attempt)}>
          {attemptMessages.again}
        </button>
      )}
      {order.step === 'completed' && <Completed order={order.order} />}{' '}
      {order.step === 'refused' && <AddressLink error={order.error} />}
      {(order.step === 'completed' || order.step === 'unknown') && (
        <a href={linkTo('/orders')}>{attemptMessages.orders}</a>
      )}
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
      return retryingSentence(order.reason);
    case 'sold-out':
      return messages.short;
    case 'price-changed':
      return messages.changed;
    case 'refused':
      return errorMessage(order.error);
    case 'unknown':
      return attemptMessages.unknown;
    case 'completed':
      return answeredSentence(order.order);
  }
}
