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
    missing: '상품을 받을 배송지를 추가해 주세요.',
    unsaved: '입력하고 있는 배송지를 저장하거나 취소한 뒤 주문해 주세요.',
  },
  en: {
    short: 'Not enough stock. Nothing was ordered.',
    changed: 'Prices have changed, so nothing was ordered. Please check the new amounts and order again.',
    missing: 'Please add a delivery address first.',
    unsaved: 'Please save the address that you are entering, or cancel it, before you order.',
  },
});

const RESULTS = ['refused', 'sold-out', 'price-changed', 'unknown', 'address-missing', 'address-unsaved'];

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
    case 'address-missing':
      return messages.missing;
    case 'address-unsaved':
      return messages.unsaved;
    case 'refused':
      return errorMessage(order.error);
    case 'unknown':
      return attemptMessages.unknown;
    default:
      return undefined;
  }
}
