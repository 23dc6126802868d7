import type { JSX } from 'preact';
import { wordsOf } from '../ground/language';
import { LanguageSwitch } from '../ground/language-switch';
import { linkTo, place } from '../ground/route';
import { LogOutButton } from './log-out-button';

const said = wordsOf({
  ko: {
    console: 'HotDeal 관리자',
    sections: '주 메뉴',
    deals: '핫딜',
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
    deals: 'Deals',
    products: 'Products',
    sale: 'Live sales',
    webhooks: 'Webhooks',
    customers: 'Customers',
    skip: 'Skip to content',
    shop: 'View shop',
    health: 'Health',
  },
});

const SECTIONS = ['sale', 'products', 'deals', 'customers', 'webhooks', 'health'] as const;

export function Header({ administrator }: { readonly administrator: string }): JSX.Element {
  const here = place.value.parts[0] ?? 'deals';
  return (
    <header class="console-header">
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}>
        {said.skip}
      </button>
      <strong class="console-name">{said.console}</strong>
      <nav aria-label={said.sections}>
        <ul>
          {SECTIONS.map((section) => (
            <li key={section}>
              <a href={linkTo(`/${section}`)} aria-current={section === here ? 'page' : undefined}>
                {said[section]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="console-who">
        <span>{administrator}</span>
        <a href="/">{said.shop}</a>
        <LanguageSwitch />
        <LogOutButton />
      </div>
    </header>
  );
}
