import type { JSX } from 'preact';
import { canChargePoints } from '../../api/shop-information';
import type { Cart, Quote } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo, route } from '../../navigation/route';
import { isCartChanging } from '../cart';
import { checkoutOrder, isOrdering, order } from './checkout-order';

const messages = translations({
  ko: {
    summary: '결제 금액',
    products: '상품 금액',
    discount: '할인 금액',
    points: '포인트 사용',
    due: '결제할 금액',
    method: '결제 수단',
    byPoints: '포인트',
    pay: (points: string) => `${points}포인트로 결제하기`,
    order: (price: string) => `${price} 주문하기`,
    ordering: '주문하고 있어요…',
    short: (points: string) => `포인트가 ${points}포인트 부족해요.`,
    charge: '충전하기',
    later: '지금 주문하면 상품을 잠시 맡아 두고, 그동안 결제할 수 있어요.',
  },
  en: {
    summary: 'Summary',
    products: 'Items',
    discount: 'Discount',
    points: 'Points used',
    due: 'Amount due',
    method: 'Payment method',
    byPoints: 'Points',
    pay: (points: string) => `Pay ${points} points`,
    order: (price: string) => `Order for ${price}`,
    ordering: 'Placing your order…',
    short: (points: string) => `You need ${points} more points.`,
    charge: 'Charge points',
    later: 'If you order now, your items are reserved for a short time so that you can pay.',
  },
});

interface CheckoutSummaryProperties {
  readonly quote: Quote;
  /** the amounts are those of an order that is placed now */
  readonly isCurrent: boolean;
  readonly cart: Cart | undefined;
  /** points that the order does not use */
  readonly left: number;
}

export function CheckoutSummary({ quote, isCurrent, cart, left }: CheckoutSummaryProperties): JSX.Element {
  const { items, totalOrderPrice, discount, pointsUsed, amountDue } = quote;
  const missing = Math.max(0, amountDue - left);
  const state = checkoutOrder.value;
  const isDisabled = isOrdering(state) || !isCurrent || isCartChanging.value;
  const placeOrder = (): void => {
    if (!isDisabled) order({ lines: items, usePoints: pointsUsed, pays: missing === 0 }, cart);
  };
  const paid = amountDue === 0 ? pointsUsed : amountDue;
  let text = missing === 0 ? messages.pay(count(paid)) : messages.order(won(amountDue));
  if (state.step === 'ordering' || state.step === 'retrying') text = messages.ordering;
  return (
    <section class="cart-summary card" aria-labelledby="checkout-summary">
      <h2 id="checkout-summary">{messages.summary}</h2>
      <dl>
        <dt>{messages.products}</dt>
        <dd>{won(totalOrderPrice)}</dd>
        {discount > 0 && <dt>{messages.discount}</dt>}
        {discount > 0 && <dd>−{won(discount)}</dd>}
        <dt>{messages.points}</dt>
        <dd>{pointsUsed > 0 ? `−${won(pointsUsed)}` : won(0)}</dd>
        <dt>{messages.method}</dt>
        <dd>{messages.byPoints}</dd>
        <dt class="total">{messages.due}</dt>
        <dd class="total">
          <strong>{won(amountDue)}</strong>
        </dd>
      </dl>
      {missing > 0 && <Missing points={missing} />}
      <button type="button" class="primary" aria-disabled={isDisabled} onClick={placeOrder}>
        {text}
      </button>
    </section>
  );
}

function Missing({ points }: { readonly points: number }): JSX.Element {
  const { parts, query } = route.value;
  const here = linkTo(`/${parts.join('/')}`, Object.fromEntries(query)).slice(1);
  return (
    <div class="missing">
      <p>
        <strong>{messages.short(count(points))}</strong>{' '}
        {canChargePoints.value && (
          <a href={linkTo('/points', { charge: String(points), next: here })}>{messages.charge}</a>
        )}
      </p>
      <p class="hint">{messages.later}</p>
    </div>
  );
}
