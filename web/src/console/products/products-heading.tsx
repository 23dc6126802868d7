import type { ComponentChildren, JSX } from 'preact';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PageHeading } from '../ui/page-heading';

const messages = translations({
  ko: { section: '상품', products: '상품', stock: '재고 부족' },
  en: { section: 'Products', products: 'Products', stock: 'Low stock' },
});

const VIEWS = { products: '/products', stock: '/products/stock' } as const;

interface ProductsHeadingProperties {
  readonly view: keyof typeof VIEWS;
  /** buttons of this view */
  readonly children?: ComponentChildren;
}

/** The heading of all products, and of those that run low, with tabs between them. */
export function ProductsHeading({ view, children }: ProductsHeadingProperties): JSX.Element {
  return (
    <>
      <PageHeading title={messages[view]}>{children}</PageHeading>
      <nav class="tabs" aria-label={messages.section}>
        {(['products', 'stock'] as const).map((one) => (
          <a key={one} href={linkTo(VIEWS[one])} aria-current={one === view ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
    </>
  );
}
