import type { ComponentChildren, JSX } from 'preact';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { NeedsAttention } from '../attention/needs-attention';
import { arePaymentsShown } from '../money/shown-payments';
import { PageHeading } from '../ui/page-heading';

const messages = translations({
  ko: {
    health: '시스템 상태',
    integrity: '데이터 점검',
    'failed-events': '실패한 이벤트',
    instances: '인스턴스',
    'payment-providers': '결제사',
  },
  en: {
    health: 'Health',
    integrity: 'Integrity checks',
    'failed-events': 'Failed events',
    instances: 'Instances',
    'payment-providers': 'Payment providers',
  },
});

const VIEWS = ['integrity', 'failed-events', 'instances', 'payment-providers'] as const;

interface HealthHeadingProperties {
  readonly view: (typeof VIEWS)[number];
  /** buttons of this view */
  readonly children?: ComponentChildren;
}

/** The heading of each view for operators, with tabs to the others. */
export function HealthHeading({ view, children }: HealthHeadingProperties): JSX.Element {
  return (
    <>
      <PageHeading title={messages[view]}>{children}</PageHeading>
      <nav class="tabs" aria-label={messages.health}>
        {VIEWS.filter((one) => arePaymentsShown.value || one !== 'payment-providers').map((one) => (
          <a key={one} href={linkTo(`/health/${one}`)} aria-current={one === view ? 'page' : undefined}>
            {messages[one]}
          </a>
        ))}
      </nav>
      <NeedsAttention />
    </>
  );
}
