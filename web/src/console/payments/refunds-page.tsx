import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo, route } from '../../navigation/route';
import { Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { REFUND_STATES, refundStateName } from '../money/payment-words';
import { PaymentsHeading } from './payments-heading';
import { RefundTable } from './refund-table';
import { StuckRefundCard } from './stuck-refund-card';
import { PaymentsNeedAttention } from '../attention/needs-attention';
import { countStuckRefunds } from '../money/stuck-refunds';

const messages = translations({
  ko: {
    status: '상태',
    all: '전체',
    none: '조건에 맞는 환불이 없어요',
    noneStuck: '처리가 필요한 환불이 없어요',
    why: '결제사가 환불을 거절해 멈춘 환불이에요. 고객에게 아직 돌려주지 못한 돈이에요.',
  },
  en: {
    status: 'Status',
    all: 'All',
    none: 'No refunds match your search',
    noneStuck: 'No refunds need action',
    why: 'Refunds that the payment provider has refused. This money is still owed to the customers.',
  },
});

const POLL_MS = 10_000;

/** What is paid back, and what an administrator has to decide about. */
export function RefundsPage(): JSX.Element {
  const chosen = route.value.query.get('status');
  const status = REFUND_STATES.find((one) => one === chosen);
  const pages = usePagedQuery(
    (cursor) => {
      const query = { ...(status !== undefined && { status }), ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/refunds', { params: { query } }));
    },
    [status],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  const onChanged = (): void => {
    void countStuckRefunds();
    pages.refetch();
  };
  return (
    <>
      <PaymentsHeading view="refunds" />
      {status !== 'STUCK' && <PaymentsNeedAttention />}
      <div class="filters">
        <Select
          label={messages.status}
          value={status ?? ''}
          options={[['', messages.all], ...REFUND_STATES.map((one) => [one, refundStateName(one)] as const)]}
          onValue={(one) => goTo('/payments/refunds', { status: one })}
        />
      </div>
      {status === 'STUCK' && <p class="hint">{messages.why}</p>}
      <PagedList query={pages} empty={status === 'STUCK' ? messages.noneStuck : messages.none}>
        {(refunds) =>
          status === 'STUCK' ? (
            <ul class="stack">
              {refunds.map((refund) => (
                <li key={refund.refundId}>
                  <StuckRefundCard refund={refund} onChanged={onChanged} />
                </li>
              ))}
            </ul>
          ) : (
            <RefundTable refunds={refunds} />
          )
        }
      </PagedList>
    </>
  );
}
