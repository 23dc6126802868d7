import { ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Quote } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo, usePageTitle } from '../../navigation/route';
import { Empty, ErrorNotice, Loading } from '../../ui/notices';
import { areOrdersShipped } from '../../api/shop-information';
import { MethodChoice } from '../payment/method-choice';
import { AddressChoice } from './address-choice';
import { useCheckoutChoices, usablePoints } from './checkout-choices';
import { checkoutOrder, isOrdering } from './checkout-order';
import { CheckoutResult } from './checkout-result';
import { CheckoutSummary } from './checkout-summary';
import { CouponChoice } from './coupon-choice';
import { PointsChoice } from './points-choice';
import { type CheckoutItems, useCheckoutItems } from './quote';

const messages = translations({
  ko: {
    title: '주문하기',
    items: '주문 상품',
    line: (quantity: string, price: string) => `${quantity}개 × ${price}`,
    nothing: '주문할 상품이 없어요.',
    cart: '장바구니로 돌아가기',
    product: '상품으로 돌아가기',
  },
  en: {
    title: 'Checkout',
    items: 'Your items',
    line: (quantity: string, price: string) => `${quantity} × ${price}`,
    nothing: 'There is nothing to order.',
    cart: 'Back to cart',
    product: 'Back to product',
  },
});

/** Every amount is reviewed here before the order is placed; then the page of the order takes over. */
export function CheckoutPage(): JSX.Element {
  usePageTitle(messages.title);
  useEffect(() => {
    // What became of an earlier order was said when it was placed.
    if (!isOrdering(checkoutOrder.peek())) checkoutOrder.value = { step: 'none' };
  }, []);
  const checkout = useCheckoutItems();
  return (
    <>
      <h1>{messages.title}</h1>
      <CheckoutResult />
      {checkout === undefined && <Loading />}
      {checkout?.items.length === 0 && (
        <Empty>
          {messages.nothing} <a href={linkTo('/cart')}>{messages.cart}</a>
        </Empty>
      )}
      {checkout !== undefined && checkout.items.length > 0 && <Review checkout={checkout} />}
    </>
  );
}

/** Shown only once everything is loaded, so that nothing moves while the customer presses a button. */
function Review({ checkout }: { readonly checkout: CheckoutItems }): JSX.Element {
  const choices = useCheckoutChoices(checkout);
  const { points, coupons, usePoints, setPoints, method, setMethod, address } = choices;
  const { quote, isCurrent, error, refetch } = choices.quote;
  const failure = error ?? points.error ?? coupons.error ?? address.error;
  if (quote === undefined || points.value === undefined || !choices.isReady)
    return failure === undefined ? <Loading /> : <NotOrderable checkout={checkout} error={failure} retry={refetch} />;
  const { available } = points.value;
  return (
    <>
      {error !== undefined && <NotOrderable checkout={checkout} error={error} retry={refetch} />}
      <div class="cart checkout">
        <div>
          <section class="card" aria-labelledby="checkout-items">
            <h2 id="checkout-items">{messages.items}</h2>
            <Items quote={quote} />
          </section>
          {areOrdersShipped.value && <AddressChoice choices={address} />}
          <CouponChoice choices={choices} price={quote.totalOrderPrice} />
          <PointsChoice
            available={available}
            most={usablePoints(quote, available)}
            used={usePoints}
            onUse={setPoints}
          />
          {quote.amountDue > 0 && (
            <div class="card methods">
              <MethodChoice method={method} onChoose={setMethod} />
            </div>
          )}
        </div>
        <CheckoutSummary
          quote={quote}
          isCurrent={isCurrent}
          cart={checkout.cart}
          left={available - quote.pointsUsed}
          userCouponId={choices.userCouponId}
          method={method}
          address={address}
        />
      </div>
    </>
  );
}

interface NotOrderableProperties {
  readonly checkout: CheckoutItems;
  readonly error: unknown;
  readonly retry: () => void;
}

function NotOrderable({ checkout: { items, cart }, error, retry }: NotOrderableProperties): JSX.Element {
  const isRefused = error instanceof ShopError && error.status < 429;
  const [first] = items;
  return (
    <>
      <ErrorNotice error={error} {...(!isRefused && { retry })} />
      <p class="go-on">
        {cart === undefined ? (
          <a href={linkTo(`/products/${first?.productId ?? ''}`)}>{messages.product}</a>
        ) : (
          <a href={linkTo('/cart')}>{messages.cart}</a>
        )}
      </p>
    </>
  );
}

function Items({ quote }: { readonly quote: Quote }): JSX.Element {
  return (
    <ul class="lines">
      {quote.items.map(({ productId, productName, quantity, productPrice, originalPrice, itemTotalPrice }) => (
        <li key={productId}>
          <a href={linkTo(`/products/${productId}`)}>{productName}</a>
          <span>
            {messages.line(count(quantity), won(productPrice))}{' '}
            {productPrice < originalPrice && <del>{won(originalPrice)}</del>}
          </span>
          <strong>{won(itemTotalPrice)}</strong>
        </li>
      ))}
    </ul>
  );
}
