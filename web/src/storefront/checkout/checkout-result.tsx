import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { errorMessage } from '../../api/error-messages';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { type CheckoutOrder, checkoutOrder, submitCheckout } from './checkout-order';

const messages = translations({
  ko: {
    busy: '접속자가 많아 주문을 다시 보내고 있어요. 여러 번 보내도 한 번만 주문돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 주문을 다시 보낼게요. 여러 번 보내도 한 번만 주문돼요.',
    short: '재고가 부족해 주문하지 않았어요.',
    changed: '가격이 바뀌어 주문하지 않았어요. 바뀐 금액을 확인하고 다시 주문해 주세요.',
    unknown: '주문이 접수됐는지 확인하지 못했어요. 다시 보내도 한 번만 주문돼요.',
    again: '주문 다시 보내기',
    orders: '주문 내역 보기',
  },
  en: {
    busy: 'The shop is busy. We are sending your order again; it will only be placed once.',
    offline: 'You are offline. Your order will be sent again when you are back; it will only be placed once.',
    short: 'Not enough stock. Nothing was ordered.',
    changed: 'Prices have changed, so nothing was ordered. Please check the new amounts and order again.',
    unknown: 'We could not confirm your order. You can safely try again; it will only be placed once.',
    again: 'Try again',
    orders: 'View my orders',
  },
});

/** Why nothing was ordered yet. It gets the focus; the page of the order shows everything else. */
export function CheckoutResult(): JSX.Element {
  const order = checkoutOrder.value;
  const result = useRef<HTMLDivElement>(null);
  const last = useRef(order.step);
  const text = sentence(order);
  useEffect(() => {
    const isNew = last.current !== order.step;
    last.current = order.step;
    if (isNew && ['refused', 'sold-out', 'price-changed', 'unknown'].includes(order.step)) result.current?.focus();
  }, [order]);
  return (
    <div role="status">
      {text !== undefined && (
        <div ref={result} class={`order-result card ${order.step === 'retrying' ? '' : 'danger'}`} tabIndex={-1}>
          <p>{text}</p>
          {order.step === 'sold-out' && (
            <ul>
              {order.lines.map(({ productId, productName }) => (
                <li key={productId}>{productName}</li>
              ))}
            </ul>
          )}
          {order.step === 'unknown' && (
            <>
              <button type="button" onClick={() => submitCheckout(order.attempt)}>
                {messages.again}
              </button>{' '}
              <a href={linkTo('/orders')}>{messages.orders}</a>
            </>
          )}
        </div>
      )}
    </div>
  );
}

function sentence(order: CheckoutOrder): string | undefined {
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
    default:
      return undefined;
  }
}
