import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PageHeading } from '../ui/page-heading';

const messages = translations({
  ko: { section: '결제', payments: '결제', refunds: '환불', reconciliations: '대사' },
  en: { section: 'Payments', payments: 'Payments', refunds: 'Refunds', reconciliations: 'Reconciliation' },
});

const VIEWS = {
  payments: '/payments',
  refunds: '/payments/refunds',
  reconciliations: '/payments/reconciliations',
} as const;

/** The heading of payments, refunds and reconciliations, with tabs between them. */
export function PaymentsHeading({ view }: { readonly view: keyof typeof VIEWS }): JSX.Element {
  return (
    <>
      <PageHeading title={messages[view]} />
      <nav class="tabs" aria-label={messages.section}>
        {(['payments', 'refunds', 'reconciliations'] as const).map((one) => (
          <a key={one} href={linkTo(VIEWS[one])} aria-current={one === view ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
    </>
  );
}
