import type { JSX } from 'preact';
import { wordsOf } from '../ground/language';
import { LanguageSwitch } from '../ground/language-switch';
import { linkTo, place } from '../ground/route';
import { LogOutButton } from './log-out-button';

const said = wordsOf({
  ko: {
    console: 'HotDeal 관리자',
    sections: '구역',
    deals: '핫딜',
    products: '상품',
    sale: '판매 현황',
    deliveries: '전달',
    webhooks: '웹훅',
    audit: '점검',
    accounts: '계정',
    skip: '본문으로 건너뛰기',
    shop: '상점 보기',
  },
  en: {
    console: 'HotDeal console',
    sections: 'Sections',
    deals: 'Deals',
    products: 'Products',
    sale: 'Sale',
    deliveries: 'Deliveries',
    webhooks: 'Webhooks',
    audit: 'Audit',
    accounts: 'Accounts',
    skip: 'Skip to content',
    shop: 'To the shop',
  },
});

const SECTIONS = ['deals', 'products', 'sale', 'deliveries', 'webhooks', 'audit', 'accounts'] as const;

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
