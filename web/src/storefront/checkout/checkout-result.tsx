import type { JSX } from 'preact';
import { errorMessage } from '../../api/error-messages';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { attemptMessages, retryingSentence, ShortLines, useFocusedResult } from '../order-attempt-result';
import { type CheckoutOrder, checkoutOrder, submitCheckout } from './checkout-order';

const messages = translations({
  ko: {
    short: '재고가 부족해 주문하지 않았어요.',
    changed: '가격이 바뀌어 주문하지 않았어요. 바뀐 금액을 확인하고 다시 주문해 주세요.',
  },
  en: {
    short: 'Not enough stock. Nothing was ordered.',
    changed: 'Prices have changed, so nothing was ordered. Please check the new amounts and order again.',
  },
});

const RESULTS = ['refused', 'sold-out', 'price-changed', 'unknown'];

/** Why nothing was ordered yet. It gets the focus; the page of the order shows everything else. */
export function CheckoutResult(): JSX.Element {
  const order = checkoutOrder.value;
  const result = useFocusedResult(order, (step) => RESULTS.includes(step));
  const text = sentence(order);
  return (
    <div role="status">
      {text !== undefined && (
        <div ref={result} class={`order-result card ${order.step === 'retrying' ? '' : 'danger'}`} tabIndex={-1}>
          <p>{text}</p>
          {order.step === 'sold-out' && <ShortLines lines={order.lines} />}
          {order.step === 'unknown' && (
            <>
              <button type="button" onClick={() => submitCheckout(order.attempt)}>
                {attemptMessages.again}
              </button>{' '}
              <a href={linkTo('/orders')}>{attemptMessages.orders}</a>
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
      return retryingSentence(order.reason);
    case 'sold-out':
      return messages.short;
    case 'price-changed':
      return messages.changed;
    case 'refused':
      return errorMessage(order.error);
    case 'unknown':
      return attemptMessages.unknown;
    default:
      return undefined;
  }
}
