import type { JSX } from 'preact';
import type { Delivery, Order, Payment, Return } from '../../api/views';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import type { Parcel } from '../delivery/parcel';
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
    preparing: '상품 준비 시작',
    shipped: (courier: string, number: string) => `배송 출발 (${courier} ${number})`,
    delivered: '배송 완료',
    returnRequested: (units: string) => `반품 접수 (${units}개)`,
    returned: (units: string) => `반품 완료 (${units}개)`,
    returnRejected: (units: string) => `반품 거절 (${units}개)`,
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
    preparing: 'Preparing your items',
    shipped: (courier: string, number: string) => `Shipped (${courier} ${number})`,
    delivered: 'Delivered',
    returnRequested: (units: string) => `Return requested (${units} ${units === '1' ? 'item' : 'items'})`,
    returned: (units: string) => `Returned (${units} ${units === '1' ? 'item' : 'items'})`,
    returnRejected: (units: string) => `Return rejected (${units} ${units === '1' ? 'item' : 'items'})`,
  },
});

interface Step {
  readonly text: string;
  /** ISO 8601; null if it is not known */
  readonly at: string | null;
}

interface OrderTimelineProperties extends Parcel {
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
          <li key={`${text} ${at}`}>
            <span>{text}</span> {at !== null && <time dateTime={at}>{dateTime(at)}</time>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function stepsOf({ order, payment, delivery, returns }: OrderTimelineProperties): readonly Step[] {
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
  return [...steps, ...parcelSteps(delivery, returns, payment)];
}

interface DatedStep extends Step {
  readonly at: string;
}

/** What became of the goods, and the refunds, in the order in which it happened. */
function parcelSteps(delivery: Delivery | null, returns: readonly Return[], payment: Payment | null): DatedStep[] {
  const steps: DatedStep[] = [];
  const add = (text: string, at: string | null): void => void (at !== null && steps.push({ text, at }));
  if (delivery !== null && delivery.status !== 'CANCELLED') {
    const { startedAt, shippedAt, completedAt, courierCompany, trackingNumber } = delivery;
    add(messages.preparing, startedAt);
    add(messages.shipped(courierCompany, trackingNumber), shippedAt);
    add(messages.delivered, completedAt);
  }
  for (const { status, items, requestedAt, completedAt } of returns) {
    const units = count(items.reduce((sum, { quantity }) => sum + quantity, 0));
    add(messages.returnRequested(units), requestedAt);
    add(status === 'REJECTED' ? messages.returnRejected(units) : messages.returned(units), completedAt);
  }
  for (const { status, amount, cause, requestedAt, completedAt } of payment?.refunds ?? [])
    add(messages.refund(refundLabel(status), won(amount), refundCause(cause)), completedAt ?? requestedAt);
  return steps.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
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
