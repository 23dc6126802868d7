import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { arePaymentsOn } from '../api/shop-information';
import type { Cart } from '../api/views';
import { visitor } from '../auth/session';
import { SignInDialog } from '../auth/sign-in-dialog';
import { count, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { goTo } from '../navigation/route';
import { accountCart, isCartChanging } from './cart';
import type { CartLine } from './cart-line';
import { cartOrder, orderCart } from './cart-order';

const messages = translations({
  ko: {
    summary: '주문 금액',
    products: '선택한 상품',
    productsOf: (number: string, units: string) => `${number}종 ${units}개`,
    full: '상품 금액',
    saved: '할인 금액',
    total: '총 주문 금액',
    order: (price: string) => `${price} 주문하기`,
    none: '주문할 상품을 선택해 주세요',
    ordering: '주문하고 있어요…',
    signIn: '로그인하고 주문하기',
  },
  en: {
    summary: 'Summary',
    products: 'Selected',
    productsOf: (number: string, units: string) =>
      `${number} ${number === '1' ? 'product' : 'products'}, ${units} ${units === '1' ? 'item' : 'items'}`,
    full: 'Price',
    saved: 'Discount',
    total: 'Total',
    order: (price: string) => `Order for ${price}`,
    none: 'Select products to order',
    ordering: 'Placing your order…',
    signIn: 'Sign in to order',
  },
});

interface CartSummaryProperties {
  readonly cart: Cart;
  readonly chosen: readonly CartLine[];
}

export function CartSummary({ cart, chosen }: CartSummaryProperties): JSX.Element {
  const [isSigningIn, setSigningIn] = useState(false);
  const sum = (of: (line: CartLine) => number): number => chosen.reduce((total, line) => total + of(line), 0);
  const total = sum(({ itemTotalPrice }) => itemTotalPrice);
  const full = sum(({ originalPrice, quantity }) => originalPrice * quantity);
  const { step } = cartOrder.value;
  const isOrdering = step === 'ordering' || step === 'retrying';
  const isGuest = visitor.value === 'guest';
  const isReady = isGuest || accountCart.value.value === cart;
  const isDisabled = chosen.length === 0 || isOrdering || step === 'unknown' || isCartChanging.value || !isReady;
  const order = (): void => {
    if (isDisabled) return;
    if (isGuest) setSigningIn(true);
    else if (arePaymentsOn.value) goTo('/checkout', { products: chosen.map(({ productId }) => productId).join() });
    else orderCart(cart, chosen);
  };
  let text = chosen.length === 0 ? messages.none : messages.order(won(total));
  if (isOrdering) text = messages.ordering;
  return (
    <section class="cart-summary card" aria-label={messages.summary}>
      <h2>{messages.summary}</h2>
      <dl>
        <dt>{messages.products}</dt>
        <dd>{messages.productsOf(count(chosen.length), count(sum(({ quantity }) => quantity)))}</dd>
        <dt>{messages.full}</dt>
        <dd>{won(full)}</dd>
        <dt>{messages.saved}</dt>
        <dd>{full > total ? `−${won(full - total)}` : won(0)}</dd>
        <dt class="total">{messages.total}</dt>
        <dd class="total">
          <strong>{won(total)}</strong>
        </dd>
      </dl>
      <button type="button" class="primary order-cart" aria-disabled={isDisabled} onClick={order}>
        {text}
      </button>
      {isSigningIn && <SignInDialog title={messages.signIn} onClose={() => setSigningIn(false)} />}
    </section>
  );
}
