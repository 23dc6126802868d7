import type { JSX } from 'preact';
import { SignOutButton } from '../auth/sign-out';
import { LanguageSwitch, translations } from '../i18n/language';
import { linkTo, route } from '../navigation/route';
import { arePaymentsShown } from './money/shown-payments';
import { stuckRefundsText, useStuckRefunds } from './money/stuck-refunds';

const messages = translations({
  ko: {
    console: 'HotDeal 관리자',
    sections: '주 메뉴',
    orders: '주문',
    payments: '결제',
    attention: (refunds: string) => `처리가 필요한 환불 ${refunds}건`,
    deals: '핫딜',
    coupons: '쿠폰',
    products: '상품',
    sale: '판매 현황',
    webhooks: '웹훅',
    customers: '고객',
    skip: '본문 바로가기',
    shop: '쇼핑몰 보기',
    health: '시스템 상태',
  },
  en: {
    console: 'HotDeal console',
    sections: 'Main',
    orders: 'Orders',
    payments: 'Payments',
    attention: (refunds: string) => `refunds that need action: ${refunds}`,
    deals: 'Deals',
    coupons: 'Coupons',
    products: 'Products',
    sale: 'Live sales',
    webhooks: 'Webhooks',
    customers: 'Customers',
    skip: 'Skip to content',
    shop: 'View shop',
    health: 'Health',
  },
});

const SECTIONS = [
  'sale',
  'orders',
  'payments',
  'products',
  'deals',
  'coupons',
  'customers',
  'webhooks',
  'health',
] as const;
const OF_PAYMENTS: readonly string[] = ['orders', 'payments'];

export function Header({ administrator }: { readonly administrator: string }): JSX.Element {
  const here = route.value.parts[0] ?? 'deals';
  useStuckRefunds();
  const sections = SECTIONS.filter((section) => arePaymentsShown.value || !OF_PAYMENTS.includes(section));
  return (
    <header class={arePaymentsShown.value ? 'console-header with-payments' : 'console-header'}>
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}>
        {messages.skip}
      </button>
      <strong class="console-name">{messages.console}</strong>
      <nav aria-label={messages.sections}>
        <ul>
          {sections.map((section) => (
            <li key={section}>
              <a href={linkTo(`/${section}`)} aria-current={section === here ? 'page' : undefined}>
                {messages[section]}
                {section === 'payments' && <StuckCount />}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="console-account">
        <span>{administrator}</span>
        <a href="/">{messages.shop}</a>
        <LanguageSwitch />
        <SignOutButton />
      </div>
    </header>
  );
}

/** How many refunds need an administrator. */
function StuckCount(): JSX.Element | null {
  const text = stuckRefundsText();
  if (text === '') return null;
  return (
    <>
      {' '}
      <span class="badge" aria-hidden="true">
        {text}
      </span>
      <span class="visually-hidden">{messages.attention(text)}</span>
    </>
  );
}
