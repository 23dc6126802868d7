import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { canChargePoints } from '../../api/shop-information';
import type { Cart, Quote } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo, route } from '../../navigation/route';
import { isCartChanging } from '../cart';
import type { PaymentMethod } from '../payment/order-payment';
import { methodLabel } from '../payment/payment-labels';
import { SimulationNote } from '../../ui/simulation-note';
import { checkoutOrder, isOrdering, order } from './checkout-order';
import type { AddressChoices } from './chosen-address';

const messages = translations({
  ko: {
    summary: '결제 금액',
    products: '상품 금액',
    discount: '쿠폰 할인',
    points: '포인트 사용',
    due: '결제할 금액',
    method: '결제 수단',
    payPoints: (points: string) => `${points}포인트로 결제하기`,
    pay: (price: string) => `${price} 결제하기`,
    order: (price: string) => `${price} 주문하기`,
    free: '주문하기',
    ordering: '주문하고 있어요…',
    short: (points: string) => `포인트가 ${points}포인트 부족해요.`,
    charge: '충전하기',
    later: '지금 주문하면 상품을 잠시 맡아 두고, 그동안 결제할 수 있어요.',
  },
  en: {
    summary: 'Summary',
    products: 'Items',
    discount: 'Coupon',
    points: 'Points used',
    due: 'Amount due',
    method: 'Payment method',
    payPoints: (points: string) => `Pay ${points} points`,
    pay: (price: string) => `Pay ${price}`,
    order: (price: string) => `Order for ${price}`,
    free: 'Place order',
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
  readonly userCouponId: number | undefined;
  readonly method: PaymentMethod;
  readonly address: AddressChoices;
}

export function CheckoutSummary(properties: CheckoutSummaryProperties): JSX.Element {
  const { quote, isCurrent, cart, left, userCouponId, method, address } = properties;
  const { items, pointsUsed, amountDue } = quote;
  const missing = method === 'POINTS' ? Math.max(0, amountDue - left) : 0;
  useClearedObstacle(address.obstacle);
  const state = checkoutOrder.value;
  const isDisabled = isOrdering(state) || !isCurrent || isCartChanging.value;
  const placeOrder = (): void => {
    if (isDisabled) return;
    if (address.obstacle !== undefined) return refuse(address.obstacle);
    const paysBy = missing === 0 ? method : undefined;
    const addressId = address.chosen?.addressId;
    order({ lines: items, usePoints: pointsUsed, userCouponId, method: paysBy, addressId }, cart);
  };
  const isSending = state.step === 'ordering' || state.step === 'retrying';
  return (
    <section class="cart-summary card" aria-labelledby="checkout-summary">
      <h2 id="checkout-summary">{messages.summary}</h2>
      <Amounts quote={quote} method={method} />
      {missing > 0 && <Missing points={missing} />}
      <button type="button" class="primary" aria-disabled={isDisabled} onClick={placeOrder}>
        {isSending ? messages.ordering : actionOf(quote, method, missing)}
      </button>
      {amountDue > 0 && <SimulationNote />}
    </section>
  );
}

type Obstacle = AddressChoices['obstacle'];

/** Said again, and focused again, if the button is pressed again. */
function refuse(step: NonNullable<Obstacle>): void {
  checkoutOrder.value = { step: 'none' };
  setTimeout(() => {
    checkoutOrder.value = { step };
  });
}

/** What was said of the address is over once it is there. */
function useClearedObstacle(obstacle: Obstacle): void {
  useEffect(() => {
    if (obstacle === undefined && checkoutOrder.peek().step.startsWith('address-'))
      checkoutOrder.value = { step: 'none' };
  }, [obstacle]);
}

function actionOf({ amountDue, pointsUsed }: Quote, method: PaymentMethod, missing: number): string {
  if (missing > 0) return messages.order(won(amountDue));
  if (amountDue === 0) return pointsUsed > 0 ? messages.payPoints(count(pointsUsed)) : messages.free;
  return method === 'POINTS' ? messages.payPoints(count(amountDue)) : messages.pay(won(amountDue));
}

function Amounts({ quote, method }: Pick<CheckoutSummaryProperties, 'quote' | 'method'>): JSX.Element {
  const { totalOrderPrice, discount, pointsUsed, amountDue } = quote;
  return (
    <dl>
      <dt>{messages.products}</dt>
      <dd>{won(totalOrderPrice)}</dd>
      <dt>{messages.discount}</dt>
      <dd>{takenOff(discount)}</dd>
      <dt>{messages.points}</dt>
      <dd>{takenOff(pointsUsed)}</dd>
      {amountDue > 0 && <dt>{messages.method}</dt>}
      {amountDue > 0 && <dd>{methodLabel(method)}</dd>}
      <dt class="total">{messages.due}</dt>
      <dd class="total">
        <strong>{won(amountDue)}</strong>
      </dd>
    </dl>
  );
}

function takenOff(amount: number): string {
  return amount > 0 ? `−${won(amount)}` : won(0);
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
