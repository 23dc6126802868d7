import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { LanguageSwitch } from '../ground/language-switch';
import { wordsOf } from '../ground/language';
import { LogOutDialog } from '../ground/log-out-dialog';
import { linkTo, place } from '../ground/route';
import { visitor } from '../ground/shop';
import { unread } from './unread';

const said = wordsOf({
  ko: {
    skip: '본문 바로가기',
    main: '주 메뉴',
    deals: '핫딜',
    products: '상품',
    orders: '주문 내역',
    notifications: '알림',
    unread: (number: number) => `읽지 않은 알림 ${number}개`,
    signIn: '로그인',
    logOut: '로그아웃',
  },
  en: {
    skip: 'Skip to content',
    main: 'Main',
    deals: 'Deals',
    products: 'Products',
    orders: 'My orders',
    notifications: 'Notifications',
    unread: (number: number) => `${number} unread`,
    signIn: 'Sign in',
    logOut: 'Sign out',
  },
});

/** @param skip takes the focus past the header */
export function StorefrontHeader({ skip }: { readonly skip: () => void }): JSX.Element {
  return (
    <header class="storefront-header">
      <button type="button" class="skip" onClick={skip}>
        {said.skip}
      </button>
      <a class="name" href={linkTo('/')}>
        HotDeal
      </a>
      {typeof visitor.value === 'object' && <Places />}
      <div class="who">
        <LanguageSwitch />
        <Who />
      </div>
    </header>
  );
}

function Places(): JSX.Element {
  const [first = 'deals'] = place.value.parts;
  const current = (name: string): 'page' | undefined => (first === name ? 'page' : undefined);
  return (
    <nav class="places" aria-label={said.main}>
      <a href={linkTo('/')} aria-current={current('deals')}>
        {said.deals}
      </a>
      <a href={linkTo('/products')} aria-current={current('products')}>
        {said.products}
      </a>
      <a href={linkTo('/orders')} aria-current={current('orders')}>
        {said.orders}
      </a>
      <a href={linkTo('/notifications')} aria-current={current('notifications')}>
        {said.notifications}
        <Unread />
      </a>
    </nav>
  );
}

function Unread(): JSX.Element | null {
  if (unread.value === 0) return null;
  return (
    <>
      {' '}
      <span class="badge">
        <span aria-hidden="true">{unread.value > 99 ? '99+' : unread.value}</span>
        <span class="unseen">{said.unread(unread.value)}</span>
      </span>
    </>
  );
}

/** It stands on the same page, on a phone below everything else. */
function toSignIn(): void {
  const form = document.querySelector<HTMLElement>('.sign-in');
  form?.scrollIntoView();
  form?.querySelector('input')?.focus({ preventScroll: true });
}

function Who(): JSX.Element | null {
  const [isLeaving, leave] = useState(false);
  const who = visitor.value;
  if (who === 'unknown') return null;
  if (who === 'nobody')
    return (
      <button type="button" class="plain" onClick={toSignIn}>
        {said.signIn}
      </button>
    );
  return (
    <>
      <span class="visitor">{who.name}</span>
      <button type="button" class="plain" onClick={() => leave(true)}>
        {said.logOut}
      </button>
      {isLeaving && <LogOutDialog onClose={() => leave(false)} />}
    </>
  );
}
