import type { JSX } from 'preact';
import type { Order, Payment } from '../../api/views';
import { dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { failureLabel } from '../order-labels';
import { paymentFailure } from './payment-failures';
import { cancelLabel, methodLabel, refundCause, refundLabel } from './payment-labels';

const messages = translations({
  ko: {
    title: '진행 내역',
    ordered: '주문',
    reserved: '상품 확보',
    paid: (amount: string, method: string) => `${amount} 결제 (${method})`,
    notPaid: (reason: string) => `결제 실패: ${reason}`,
    checking: '결제 확인 중',
    requested: (method: string) => `결제 시작 (${method})`,
    deposit: '입금 대기',
    reversed: '입금 취소',
    failed: (reason: string) => `주문 실패: ${reason}`,
    cancelled: (reason: string) => `주문 취소: ${reason}`,
    refund: (status: string, amount: string, cause: string) => `${status} ${amount} (${cause})`,
  },
  en: {
    title: 'Timeline',
    ordered: 'Ordered',
    reserved: 'Items reserved',
    paid: (amount: string, method: string) => `Paid ${amount} (${method})`,
    notPaid: (reason: string) => `Payment failed: ${reason}`,
    checking: 'Checking payment',
    requested: (method: string) => `Payment started (${method})`,
    deposit: 'Waiting for your transfer',
    reversed: 'Transfer reversed',
    failed: (reason: string) => `Order failed: ${reason}`,
    cancelled: (reason: string) => `Order cancelled: ${reason}`,
    refund: (status: string, amount: string, cause: string) => `${status}: ${amount} (${cause})`,
  },
});

interface Step {
  readonly text: string;
  /** ISO 8601; null if it is not known */
  readonly at: string | null;
}

interface OrderTimelineProperties {
  readonly order: Order;
  readonly payment: Payment | null;
}

/** What has happened to the order, first things first. */
export function OrderTimeline(properties: OrderTimelineProperties): JSX.Element {
  return (
    <section class="card" aria-labelledby="order-timeline">
      <h2 id="order-timeline">{messages.title}</h2>
      <ol class="timeline">
        {stepsOf(properties).map(({ text, at }) => (
          <li key={text}>
            <span>{text}</span> {at !== null && <time dateTime={at}>{dateTime(at)}</time>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function stepsOf({ order, payment }: OrderTimelineProperties): readonly Step[] {
  const { status, orderDate, failureReason, cancelReason } = order;
  const steps: Step[] = [{ text: messages.ordered, at: orderDate }];
  if (status === 'ORDER_PENDING') steps.push({ text: messages.reserved, at: null });
  const paid = payment === null ? undefined : stepOf(order, payment);
  const end: Step[] = [];
  if (status === 'ORDER_FAILURE') end.push({ text: messages.failed(failureLabel(failureReason)), at: null });
  if (status === 'ORDER_CANCELLED') end.push({ text: messages.cancelled(cancelLabel(cancelReason)), at: null });
  // A late payment comes after the end of the order.
  const isLate = cancelReason === 'PAYMENT_EXPIRED' && payment?.status === 'CAPTURED';
  steps.push(...(isLate ? end : []), ...(paid === undefined ? [] : [paid]), ...(isLate ? [] : end));
  for (const { status: state, amount, cause, requestedAt, completedAt } of payment?.refunds ?? [])
    steps.push({
      text: messages.refund(refundLabel(state), won(amount), refundCause(cause)),
      at: completedAt ?? requestedAt,
    });
  return steps;
}

function stepOf({ paidAt }: Order, payment: Payment): Step | undefined {
  const { status, amount, method, failureCode, requestedAt, approvedAt } = payment;
  switch (status) {
    case 'CAPTURED':
      return { text: messages.paid(won(amount), methodLabel(method)), at: paidAt ?? approvedAt };
    case 'FAILED':
      return { text: messages.notPaid(paymentFailure(failureCode)), at: requestedAt };
    case 'CONFIRMING':
      return { text: messages.checking, at: requestedAt };
    case 'REQUESTED':
      return { text: messages.requested(methodLabel(method)), at: requestedAt };
    case 'WAITING_FOR_DEPOSIT':
      return { text: messages.deposit, at: requestedAt };
    case 'REVERSED':
      return { text: messages.reversed, at: null };
    default:
      return undefined;
  }
}
