import type { JSX } from 'preact';
import { translations } from '../i18n/language';
import { linkTo, route } from '../navigation/route';
import { Icon } from '../ui/icon';
import { cartCount } from './cart';

const messages = translations({
  ko: { cart: '장바구니', inside: (number: number) => `장바구니, 상품 ${number}개` },
  en: { cart: 'Cart', inside: (number: number) => `Cart, ${number} ${number === 1 ? 'product' : 'products'}` },
});

/** The cart in the header, with the number of products in it. */
export function CartLink(): JSX.Element {
  const number = cartCount.value;
  return (
    <a class="icon-link" href={linkTo('/cart')} aria-current={route.value.parts[0] === 'cart' ? 'page' : undefined}>
      <Icon name="cart" />
      <span class="visually-hidden">{number === 0 ? messages.cart : messages.inside(number)}</span>
      {number > 0 && (
        <span class="badge" aria-hidden="true">
          {number > 99 ? '99+' : number}
        </span>
      )}
    </a>
  );
}
