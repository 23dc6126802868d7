import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { DataTable } from '../ui/data-table';
import { PaymentDetails } from './payment-details';
import type { Payment } from './payment-views';
import { isOpen, methodName, paymentLabel } from './payment-words';

const messages = translations({
  ko: {
    payments: '결제 목록',
    payment: '결제 번호',
    order: '주문번호',
    customer: '고객 번호',
    method: '결제 수단',
    amount: '결제 금액',
    refunded: '환불 금액',
    status: '상태',
    requested: '요청 시각',
    details: (id: number) => `결제 ${id} 상세`,
  },
  en: {
    payments: 'Payments',
    payment: 'Payment',
    order: 'Order',
    customer: 'Customer',
    method: 'Method',
    amount: 'Amount',
    refunded: 'Refunded',
    status: 'Status',
    requested: 'Requested',
    details: (id: number) => `Details of payment ${id}`,
  },
});

interface PaymentTableProperties {
  readonly payments: readonly Payment[];
  /** without what is the same for all of them */
  readonly isOfOneOrder?: boolean;
  readonly onChanged: () => void;
}

/** Payments, each with its refunds below it once it is opened. */
export function PaymentTable({ payments, isOfOneOrder = false, onChanged }: PaymentTableProperties): JSX.Element {
  const columns = [
    messages.payment,
    ...(isOfOneOrder ? [] : [messages.order, messages.customer]),
    messages.status,
    `#${messages.amount}`,
    `#${messages.refunded}`,
    messages.method,
    messages.requested,
  ];
  return (
    <DataTable label={messages.payments} columns={columns}>
      {payments.map((payment) => (
        <Row
          key={payment.paymentId}
          payment={payment}
          columns={columns.length}
          isOfOneOrder={isOfOneOrder}
          onChanged={onChanged}
        />
      ))}
    </DataTable>
  );
}

interface RowProperties {
  readonly payment: Payment;
  readonly columns: number;
  readonly isOfOneOrder: boolean;
  readonly onChanged: () => void;
}

function Row({ payment, columns, isOfOneOrder, onChanged }: RowProperties): JSX.Element {
  const { paymentId, orderId, userId, method, amount, refundedAmount, requestedAt } = payment;
  // What came of it is still to be found out, so the button for that is shown at once.
  const [open, setOpen] = useState(isOpen(payment));
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            class="plain expander"
            aria-expanded={open}
            aria-label={messages.details(paymentId)}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span> {paymentId}
          </button>
        </th>
        {!isOfOneOrder && (
          <>
            <td>
              <a href={linkTo(`/orders/${orderId}`)}>{orderId}</a>
            </td>
            <td>
              <a href={linkTo(`/customers/${userId}`)}>{userId}</a>
            </td>
          </>
        )}
        <td class={toneOf(payment)}>{paymentLabel(payment)}</td>
        <td class="number">{won(amount)}</td>
        <td class="number">{refundedAmount > 0 && won(refundedAmount)}</td>
        <td>{methodName(method)}</td>
        <td>{dateTime(requestedAt)}</td>
      </tr>
      {open && (
        <tr class="details">
          <td colSpan={columns}>
            <PaymentDetails payment={payment} onChanged={onChanged} />
          </td>
        </tr>
      )}
    </>
  );
}

function toneOf({ status, refundedAmount, refunds }: Payment): string | undefined {
  if (refunds.some((refund) => refund.status === 'STUCK')) return 'danger';
  return status === 'CAPTURED' && refundedAmount === 0 ? 'success' : undefined;
}
