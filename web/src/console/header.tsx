import type { JSX } from 'preact';
import { SignOutButton } from '../auth/sign-out';
import { LanguageSwitch, translations } from '../i18n/language';
import { linkTo, route } from '../navigation/route';
import { useAttention } from './attention/attention';
import { type Counted, countedText } from './ui/counted';
import { shippingToDecide } from './attention/shipping-attention';
import { arePaymentsShown } from './money/shown-payments';
import { stuckRefunds } from './money/stuck-refunds';
import { areShipmentsShown } from './parcels/shown-shipments';

const messages = translations({
  ko: {
    console: 'HotDeal 관리자',
    sections: '주 메뉴',
    orders: '주문',
    payments: '결제',
    stuck: (refunds: string) => `처리가 필요한 환불 ${refunds}건`,
    shipments: '배송',
    toDecide: (number: string) => `처리가 필요한 배송과 반품 ${number}건`,
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
    stuck: (refunds: string) => `refunds that need action: ${refunds}`,
    shipments: 'Shipments',
    toDecide: (number: string) => `shipments and returns that need action: ${number}`,
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
  'shipments',
  'products',
  'deals',
  'coupons',
  'customers',
  'webhooks',
  'health',
] as const;
type Section = (typeof SECTIONS)[number];
/** So many sections leave room for the name of the console. */
const SHORT_MENU = 7;

export function Header({ administrator }: { readonly administrator: string }): JSX.Element {
  const here = route.value.parts[0] ?? 'deals';
  useAttention();
  const sections = SECTIONS.filter(isShown);
  return (
    <header class={sections.length > SHORT_MENU ? 'console-header long-menu' : 'console-header'}>
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
                {section === 'payments' && <ToDo counted={stuckRefunds.value} text={messages.stuck} />}
                {section === 'shipments' && <ToDo counted={shippingToDecide.value} text={messages.toDecide} />}
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

function isShown(section: Section): boolean {
  if (section === 'payments') return arePaymentsShown.value;
  if (section === 'shipments') return areShipmentsShown.value;
  return section !== 'orders' || arePaymentsShown.value || areShipmentsShown.value;
}

interface ToDoProperties {
  readonly counted: Counted;
  readonly text: (number: string) => string;
}

/** How much of a section needs an administrator. */
function ToDo({ counted, text }: ToDoProperties): JSX.Element | null {
  const number = countedText(counted);
  if (number === '') return null;
  return (
    <>
      {' '}
      <span class="badge" aria-hidden="true">
        {number}
      </span>
      <span class="visually-hidden">{text(number)}</span>
    </>
  );
}
