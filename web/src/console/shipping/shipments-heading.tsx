import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PageHeading } from '../ui/page-heading';

const messages = translations({
  ko: { section: '배송', shipments: '배송', returns: '반품' },
  en: { section: 'Shipments', shipments: 'Shipments', returns: 'Returns' },
});

const VIEWS = { shipments: '/shipments', returns: '/shipments/returns' } as const;

/** The heading of shipments and of returns, with tabs between them. */
export function ShipmentsHeading({ view }: { readonly view: keyof typeof VIEWS }): JSX.Element {
  return (
    <>
      <PageHeading title={messages[view]} />
      <nav class="tabs" aria-label={messages.section}>
        {(['shipments', 'returns'] as const).map((one) => (
          <a key={one} href={linkTo(VIEWS[one])} aria-current={one === view ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
    </>
  );
}
