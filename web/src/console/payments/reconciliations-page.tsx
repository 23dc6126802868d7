import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { PagedList } from '../../ui/query-views';
import type { Difference, Reconciliation } from '../money/payment-views';
import { providerName } from '../money/payment-words';
import { DataTable } from '../ui/data-table';
import { PaymentsHeading } from './payments-heading';

const messages = translations({
  ko: {
    why: '하루에 한 번, 결제사의 거래 내역과 쇼핑몰의 결제 내역을 비교해요.',
    none: '아직 대사한 날이 없어요',
    title: (day: string, provider: string) => `${day} · ${provider}`,
    agree: (transactions: string) => `거래 ${transactions}건이 모두 일치해요.`,
    differ: (differences: string, transactions: string) =>
      `거래 ${transactions}건 중 다른 내역이 ${differences}건 있어요.`,
    due: (time: string) => `${time}에 비교해요.`,
    failure: (reason: string) => `마지막 시도가 실패했어요: ${reason}`,
    completed: (time: string) => `${time} 완료`,
    kind: '다른 점',
    payment: '결제 번호',
    key: '결제사 결제 번호',
    here: '쇼핑몰 금액',
    there: '결제사 금액',
    state: '처리',
    mended: '바로잡음',
    open: '확인 필요',
    CAPTURE_UNKNOWN: '쇼핑몰에 없는 결제',
    CANCEL_UNKNOWN: '쇼핑몰에 없는 결제의 취소',
    CAPTURE_MISSED: '쇼핑몰이 놓친 결제',
    CANCEL_MISSED: '쇼핑몰이 놓친 취소',
    CAPTURE_ABSENT: '결제사에 없는 결제',
    REFUND_ABSENT: '결제사에 없는 환불',
    AMOUNT_DIFFERS: '금액이 다름',
  },
  en: {
    why: 'Once a day, the list of the payment provider is compared with the payments of the shop.',
    none: 'No day has been reconciled yet',
    title: (day: string, provider: string) => `${day} · ${provider}`,
    agree: (transactions: string) => `All transactions agree (${transactions}).`,
    differ: (differences: string, transactions: string) =>
      `${differences} ${differences === '1' ? 'difference' : 'differences'} in ${transactions} transactions.`,
    due: (time: string) => `It is compared at ${time}.`,
    failure: (reason: string) => `The last attempt failed: ${reason}`,
    completed: (time: string) => `Completed ${time}`,
    kind: 'Difference',
    payment: 'Payment',
    key: "Provider's payment",
    here: 'Amount of the shop',
    there: 'Amount of the provider',
    state: 'State',
    mended: 'Corrected',
    open: 'Needs action',
    CAPTURE_UNKNOWN: 'Payment that the shop does not know',
    CANCEL_UNKNOWN: 'Cancel of a payment that the shop does not know',
    CAPTURE_MISSED: 'Payment that the shop has missed',
    CANCEL_MISSED: 'Cancel that the shop has missed',
    CAPTURE_ABSENT: 'Payment that the provider does not have',
    REFUND_ABSENT: 'Refund that the provider does not have',
    AMOUNT_DIFFERS: 'Amounts differ',
  },
});

const POLL_MS = 60_000;

/** What comparing each day with the lists of the providers has found, the last day first. */
export function ReconciliationsPage(): JSX.Element {
  const pages = usePagedQuery(
    (cursor) =>
      answerOf(
        shop.api.GET('/api/payments/reconciliations', {
          params: { query: { ...(cursor !== undefined && { cursor }) } },
        }),
      ),
    [],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  return (
    <>
      <PaymentsHeading view="reconciliations" />
      <p class="hint">{messages.why}</p>
      <PagedList query={pages} empty={messages.none}>
        {(runs) => (
          <ul class="stack">
            {runs.map((run) => (
              <li key={`${run.day} ${run.provider}`}>
                <Day run={run} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </>
  );
}

function Day({ run }: { readonly run: Reconciliation }): JSX.Element {
  const { day, provider, status, dueAt, completedAt, transactions, differences, findings, failure } = run;
  const title = messages.title(day, providerName(provider));
  const isOpen = findings.some(({ isMended }) => !isMended) || failure !== null;
  return (
    <article class={isOpen ? 'card attention' : 'card'} aria-label={title}>
      <h2>{title}</h2>
      {status === 'DONE' && (
        <p class={differences === 0 ? 'success' : undefined}>
          {differences === 0
            ? messages.agree(count(transactions))
            : messages.differ(count(differences), count(transactions))}
        </p>
      )}
      {dueAt !== null && <p class="hint">{messages.due(dateTime(dueAt))}</p>}
      {failure !== null && <p class="danger">{messages.failure(failure)}</p>}
      {completedAt !== null && <p class="hint">{messages.completed(dateTime(completedAt))}</p>}
      {findings.length > 0 && <Findings label={title} findings={findings} />}
    </article>
  );
}

interface FindingsProperties {
  readonly label: string;
  readonly findings: readonly Difference[];
}

function Findings({ label, findings }: FindingsProperties): JSX.Element {
  const columns = [
    messages.kind,
    messages.payment,
    messages.key,
    `#${messages.here}`,
    `#${messages.there}`,
    messages.state,
  ];
  return (
    <DataTable label={label} columns={columns}>
      {findings.map(
        ({ kind, paymentId, providerOrderId, providerKey, reference, amountHere, amountThere, isMended }) => (
          <tr key={`${kind} ${providerOrderId} ${reference ?? ''}`}>
            <th scope="row">{messages[kind]}</th>
            <td>{paymentId}</td>
            <td>{providerKey ?? providerOrderId}</td>
            <td class="number">{won(amountHere)}</td>
            <td class="number">{won(amountThere)}</td>
            <td class={isMended ? 'success' : 'danger'}>{isMended ? messages.mended : messages.open}</td>
          </tr>
        ),
      )}
    </DataTable>
  );
}
