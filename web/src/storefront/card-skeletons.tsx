import type { JSX } from 'preact';
import { translations } from '../i18n/language';

const messages = translations({ ko: { loading: '불러오는 중…' }, en: { loading: 'Loading…' } });

/** Stands where product cards will be, in their size, so that nothing moves when they are loaded. */
export function CardSkeletons({ count }: { readonly count: number }): JSX.Element {
  return (
    <div class="product-cards" role="status">
      <span class="visually-hidden">{messages.loading}</span>
      {Array.from({ length: count }, (_, number) => (
        <div key={number} class="product-card skeleton card" aria-hidden="true">
          <span class="picture" />
          <span class="name" />
          <span class="price" />
          <span class="stock">&nbsp;</span>
        </div>
      ))}
    </div>
  );
}
