import type { JSX } from 'preact';
import { now } from '../../api/shop';
import type { Order } from '../../api/views';
import { dateTime, duration } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { Properties } from '../ui/properties';
import { orderLabel, orderTone, reasonName } from '../money/order-words';

const messages = translations({
  ko: {
    stage: '상태',
    reason: '사유',
    customer: '고객 번호',
    ordered: '주문 시각',
    paid: '결제 시각',
    reserved: '결제 기한',
    left: (left: string) => `${left} 남음`,
    over: '곧 만료돼요',
    replaces: '원래 주문',
    replacedBy: '대체 주문',
    order: (id: number) => `주문 ${id}`,
    replacement: (id: number) => `결제 기한이 지난 뒤 결제되어, 주문 ${id}번 대신 만들어진 주문이에요.`,
    replaced: (id: number) => `결제 기한이 지난 뒤 결제되어, 주문 ${id}번으로 대체됐어요.`,
  },
  en: {
    stage: 'Status',
    reason: 'Reason',
    customer: 'Customer',
    ordered: 'Ordered',
    paid: 'Paid',
    reserved: 'Reserved until',
    left: (left: string) => `${left} left`,
    over: 'about to expire',
    replaces: 'Replaces',
    replacedBy: 'Replaced by',
    order: (id: number) => `Order ${id}`,
    replacement: (id: number) => `Order ${id} was paid after its deadline. This order was made in its place.`,
    replaced: (id: number) => `Paid after its deadline. Order ${id} was made in its place.`,
  },
});

/** How far an order has come, and for whom. */
export function OrderSummary({ order }: { readonly order: Order }): JSX.Element {
  const { userId, orderDate, paidAt, payBy, replacesOrderId, replacedByOrderId } = order;
  const reason = reasonName(order);
  return (
    <>
      <Properties
        properties={[
          [messages.stage, <span class={orderTone(order)}>{orderLabel(order)}</span>],
          ...(reason === undefined ? [] : [[messages.reason, reason] as const]),
          [messages.customer, <a href={linkTo(`/customers/${userId}`)}>{userId}</a>],
          [messages.ordered, dateTime(orderDate)],
          ...(paidAt === undefined ? [] : [[messages.paid, dateTime(paidAt)] as const]),
          ...(payBy === undefined ? [] : [[messages.reserved, <Deadline payBy={payBy} />] as const]),
          ...(replacesOrderId === undefined ? [] : [[messages.replaces, <OrderLink id={replacesOrderId} />] as const]),
          ...(replacedByOrderId === undefined
            ? []
            : [[messages.replacedBy, <OrderLink id={replacedByOrderId} />] as const]),
        ]}
      />
      {replacesOrderId !== undefined && <p class="hint">{messages.replacement(replacesOrderId)}</p>}
      {replacedByOrderId !== undefined && <p class="hint">{messages.replaced(replacedByOrderId)}</p>}
    </>
  );
}

function OrderLink({ id }: { readonly id: number }): JSX.Element {
  return <a href={linkTo(`/orders/${id}`)}>{messages.order(id)}</a>;
}

function Deadline({ payBy }: { readonly payBy: string }): JSX.Element {
  const left = Date.parse(payBy) - now.value;
  return (
    <>
      {dateTime(payBy)}
      <small class="hint countdown">{left > 0 ? messages.left(duration(left)) : messages.over}</small>
    </>
  );
}
