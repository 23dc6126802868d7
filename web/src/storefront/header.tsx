import type { JSX } from 'preact';
import { visitor } from '../auth/session';
import { SignOutButton } from '../auth/sign-out';
import { isCatalogueOpen } from '../catalogue/categories';
import { LanguageSwitch, translations } from '../i18n/language';
import { linkTo, route } from '../navigation/route';
import { Icon } from '../ui/icon';
import { CartLink } from './cart-link';
import { unreadCount } from './unread-count';

const messages = translations({
  ko: {
    skip: '본문 바로가기',
    main: '주 메뉴',
    deals: '핫딜',
    products: '상품',
    coupons: '쿠폰',
    orders: '주문 내역',
    wishes: '찜한 상품',
    notifications: '알림',
    unread: (number: number) => `읽지 않은 알림 ${number}개`,
    signIn: '로그인',
  },
  en: {
    skip: 'Skip to content',
    main: 'Main',
    deals: 'Deals',
    products: 'Products',
    coupons: 'Coupons',
    orders: 'My orders',
    wishes: 'Wish list',
    notifications: 'Notifications',
    unread: (number: number) => `${number} unread`,
    signIn: 'Sign in',
  },
});

/** @param skip moves the focus past the header */
export function Header({ skip }: { readonly skip: () => void }): JSX.Element {
  return (
    <header class="storefront-header">
      <button type="button" class="skip" onClick={skip}>
        {messages.skip}
      </button>
      <a class="name" href={linkTo('/')}>
        HotDeal
      </a>
      {isCatalogueOpen.value === true && <Navigation isGuest={visitor.value === 'guest'} />}
      {visitor.value !== 'unknown' && (
        <div class="account">
          <LanguageSwitch />
          {isCatalogueOpen.value === true && <CartLink />}
          <Account />
        </div>
      )}
    </header>
  );
}

function Navigation({ isGuest }: { readonly isGuest: boolean }): JSX.Element {
  const [first = 'deals'] = route.value.parts;
  const current = (name: string): 'page' | undefined => (first === name ? 'page' : undefined);
  return (
    <nav class="main-nav" aria-label={messages.main}>
      <a href={linkTo('/')} aria-current={current('deals')}>
        {messages.deals}
      </a>
      <a href={linkTo('/products')} aria-current={current('products')}>
        {messages.products}
      </a>
      <a href={linkTo('/coupons')} aria-current={current('coupons')}>
        {messages.coupons}
      </a>
      {!isGuest && (
        <>
          <a href={linkTo('/orders')} aria-current={current('orders')}>
            {messages.orders}
          </a>
          <a href={linkTo('/notifications')} aria-current={current('notifications')}>
            {messages.notifications}
            <Unread />
          </a>
        </>
      )}
    </nav>
  );
}

function Unread(): JSX.Element | null {
  if (unreadCount.value === 0) return null;
  return (
    <>
      {' '}
      <span class="badge">
        <span aria-hidden="true">{unreadCount.value > 99 ? '99+' : unreadCount.value}</span>
        <span class="visually-hidden">{messages.unread(unreadCount.value)}</span>
      </span>
    </>
  );
}

/** Where the catalogue is for members, the form is on the same page; on a phone it is below everything else. */
function goToSignIn(): void {
  const form = document.querySelector<HTMLElement>('.sign-in');
  form?.scrollIntoView();
  form?.querySelector('input')?.focus({ preventScroll: true });
}

function SignInLink(): JSX.Element {
  const { parts, query } = route.value;
  const here = linkTo(`/${parts.join('/')}`, Object.fromEntries(query)).slice(1);
  const isThere = parts[0] === 'sign-in';
  return (
    <a href={linkTo('/sign-in', { next: isThere ? (query.get('next') ?? undefined) : here })}>{messages.signIn}</a>
  );
}

function Account(): JSX.Element | null {
  const account = visitor.value;
  if (account === 'unknown') return null;
  if (account === 'guest' && isCatalogueOpen.value === true) return <SignInLink />;
  if (account === 'guest')
    return (
      <button type="button" class="plain" onClick={goToSignIn}>
        {messages.signIn}
      </button>
    );
  return (
    <>
      <a class="icon-link wishes-link" href={linkTo('/wishes')} aria-label={messages.wishes}>
        <Icon name="heart" />
      </a>
      <a class="account-link" href={linkTo('/my')}>
        <Icon name="person" />
        <span class="account-name">{account.name}</span>
      </a>
      <SignOutButton isPlain />
    </>
  );
}
