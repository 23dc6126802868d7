import { Fragment, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { arePaymentsOn, areOrdersShipped, shopInformation } from '../api/shop-information';
import { visitor } from '../auth/session';
import { SignIn } from '../auth/sign-in';
import { isCatalogueOpen } from '../catalogue/categories';
import { translations } from '../i18n/language';
import { linkTo, route } from '../navigation/route';
import { ConnectionBar, Empty, Loading } from '../ui/notices';
import { SimulationBanner } from '../ui/simulation-note';
import { Toasts } from '../ui/toasts';
import { AddressPage, NewAddressPage } from './addresses/address-page';
import { AddressesPage } from './addresses/addresses-page';
import { CartPage } from './cart-page';
import { CheckoutPage } from './checkout/checkout-page';
import { CouponsPage } from './coupons-page';
import { DealPage } from './deal-page';
import { DealsPage } from './deals-page';
import { Header } from './header';
import { LandingPage } from './landing-page';
import { MyPage } from './my-page';
import { NotificationsPage } from './notifications-page';
import { OrdersPage } from './orders-page';
import { OwnCouponsPage } from './own-coupons-page';
import { OrderPage } from './payment/order-page';
import { PaymentReturn } from './payment/payment-return';
import { PointsPage } from './points/points-page';
import { ProductPage } from './product-page';
import { ProductsPage } from './products-page';
import { RankingPage } from './ranking-page';
import { SignInPage } from './sign-in-page';
import { WishesPage } from './wishes-page';

const messages = translations({
  ko: { nowhere: '페이지를 찾을 수 없어요.', home: '핫딜 보러 가기' },
  en: { nowhere: 'Page not found.', home: 'See all deals' },
});

export function Storefront(): JSX.Element {
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main);
  return (
    <>
      <Header skip={() => main.current?.focus()} />
      <ConnectionBar />
      <SimulationBanner />
      <main ref={main} tabIndex={-1}>
        <CurrentPage />
      </main>
      <Toasts />
    </>
  );
}

/** Moves the focus to the top of a new page, for keyboards and screen readers. A changed search is no new page. */
function useFocusOnNavigation(main: { readonly current: HTMLElement | null }): void {
  const path = route.value.parts.join('/');
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== path) main.current?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
}

/** By their address. */
const PAGES = new Map([
  ['deals/', DealsPage],
  ['products/', ProductsPage],
  ['ranking/', RankingPage],
  ['sign-in/', SignInPage],
  ['coupons/', CouponsPage],
  ['cart/', CartPage],
]);

/** For these a guest signs in first. */
const OWN_PAGES = new Map([
  ['orders/', OrdersPage],
  ['notifications/', NotificationsPage],
  ['coupons/mine', OwnCouponsPage],
  ['wishes/', WishesPage],
  ['my/', MyPage],
]);

/** The same, in a shop whose orders are to be paid. */
const PAYMENT_PAGES = new Map([
  ['checkout/', CheckoutPage],
  ['points/', PointsPage],
]);

/** The same, in a shop that ships. */
const SHIPPING_PAGES = new Map([
  ['addresses/', AddressesPage],
  ['addresses/new', NewAddressPage],
]);

function CurrentPage(): JSX.Element {
  const isKnown = visitor.value !== 'unknown' && shopInformation.value !== undefined;
  if (!isKnown || isCatalogueOpen.value === undefined) return <Loading />;
  if (!isCatalogueOpen.value) return <LandingPage />;
  const [first = 'deals', id, part] = route.value.parts;
  const number = Number(id);
  const isNumbered = Number.isSafeInteger(number) && number > 0;
  if (first === 'deals' && isNumbered) return <DealPage key={id} eventId={number} />;
  if (first === 'products' && isNumbered) return <ProductPage key={id} productId={number} />;
  const path = [first, id].join('/');
  const Page = PAGES.get(path);
  if (Page !== undefined) return <Page />;
  if (first === 'orders' && isNumbered) {
    if (visitor.value === 'guest') return <SignIn newcomers />;
    return (
      <Fragment key={id}>
        {part === 'payment' && <PaymentReturn orderId={number} />}
        <OrderPage orderId={number} />
      </Fragment>
    );
  }
  if (first === 'addresses' && isNumbered && areOrdersShipped.value)
    return visitor.value === 'guest' ? <SignIn newcomers /> : <AddressPage key={id} addressId={number} />;
  const OwnPage =
    OWN_PAGES.get(path) ??
    (arePaymentsOn.value ? PAYMENT_PAGES.get(path) : undefined) ??
    (areOrdersShipped.value ? SHIPPING_PAGES.get(path) : undefined);
  if (OwnPage !== undefined) return visitor.value === 'guest' ? <SignIn newcomers /> : <OwnPage />;
  return (
    <Empty>
      {messages.nowhere} <a href={linkTo('/')}>{messages.home}</a>
    </Empty>
  );
}
