import type { JSX } from 'preact';
import { dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { DataTable } from '../ui/data-table';
import type { Refund } from '../money/payment-views';
import { causeName, refundStateName, refundTone } from '../money/payment-words';

const messages = translations({
  ko: {
    refunds: '환불 목록',
    refund: '환불 번호',
    order: '주문번호',
    customer: '고객 번호',
    amount: '환불 금액',
    status: '상태',
    cause: '사유',
    requested: '요청 시각',
    completed: '완료 시각',
    note: '메모',
    HAND: '직접 환불',
    POINTS: '포인트로 환불',
    by: (id: number) => `관리자 ${id}`,
  },
  en: {
    refunds: 'Refunds',
    refund: 'Refund',
    order: 'Order',
    customer: 'Customer',
    amount: 'Amount',
    status: 'Status',
    cause: 'Reason',
    requested: 'Requested',
    completed: 'Completed',
    note: 'Note',
    HAND: 'Refunded by hand',
    POINTS: 'Refunded as points',
    by: (id: number) => `administrator ${id}`,
  },
});

export function RefundTable({ refunds }: { readonly refunds: readonly Refund[] }): JSX.Element {
  const columns = [
    messages.refund,
    messages.order,
    messages.customer,
    messages.status,
    `#${messages.amount}`,
    messages.cause,
    messages.requested,
    messages.completed,
    messages.note,
  ];
  return (
    <DataTable label={messages.refunds} columns={columns}>
      {refunds.map((refund) => (
        <Row key={refund.refundId} refund={refund} />
      ))}
    </DataTable>
  );
}

function Row({ refund }: { readonly refund: Refund }): JSX.Element {
  const { refundId, orderId, userId, status, amount, cause, requestedAt, completedAt } = refund;
  return (
    <tr class={status === 'STUCK' ? 'attention' : undefined}>
      <th scope="row">{refundId}</th>
      <td>
        <a href={linkTo(`/orders/${orderId}`)}>{orderId}</a>
      </td>
      <td>
        <a href={linkTo(`/customers/${userId}`)}>{userId}</a>
      </td>
      <td class={refundTone(status)}>
        {status === 'STUCK' ? (
          <a href={linkTo('/payments/refunds', { status })}>{refundStateName(status)}</a>
        ) : (
          refundStateName(status)
        )}
      </td>
      <td class="number">{won(amount)}</td>
      <td>{causeName(cause)}</td>
      <td>{dateTime(requestedAt)}</td>
      <td>{completedAt !== null && dateTime(completedAt)}</td>
      <td class={refund.settledAs === null ? undefined : 'settlement'}>
        <Settlement refund={refund} />
      </td>
    </tr>
  );
}

/** How an administrator has ended it. */
function Settlement({ refund: { settledAs, settledBy, note } }: { readonly refund: Refund }): JSX.Element | null {
  if (settledAs === null) return null;
  return (
    <>
      <span>{messages[settledAs]}</span>
      {settledBy !== null && <span class="hint"> · {messages.by(settledBy)}</span>}
      {note !== null && <p class="note">{note}</p>}
    </>
  );
}
