import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PageHeading } from '../ui/page-heading';

const messages = translations({
  ko: { section: '결제', payments: '결제', refunds: '환불' },
  en: { section: 'Payments', payments: 'Payments', refunds: 'Refunds' },
});

const VIEWS = { payments: '/payments', refunds: '/payments/refunds' } as const;

/** The heading of payments and of refunds, with tabs between them. */
export function PaymentsHeading({ view }: { readonly view: keyof typeof VIEWS }): JSX.Element {
  return (
    <>
      <PageHeading title={messages[view]} />
      <nav class="tabs" aria-label={messages.section}>
        {(['payments', 'refunds'] as const).map((one) => (
          <a key={one} href={linkTo(VIEWS[one])} aria-current={one === view ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
    </>
  );
}
