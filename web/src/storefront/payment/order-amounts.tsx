import type { ComponentChildren, JSX } from 'preact';
import type { Order, Payment } from '../../api/views';
import { won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { methodLabel } from './payment-labels';

const messages = translations({
  ko: {
    title: '결제 정보',
    amounts: '주문 금액',
    total: '총 주문 금액',
    products: '상품 금액',
    discount: '쿠폰 할인',
    points: '포인트 사용',
    due: '결제할 금액',
    notPaid: '결제하지 않은 금액',
    paid: '결제한 금액',
    refunded: '환불한 금액',
    method: '결제 수단',
  },
  en: {
    title: 'Payment',
    amounts: 'Amounts',
    total: 'Total',
    products: 'Items',
    discount: 'Coupon',
    points: 'Points used',
    due: 'Amount due',
    notPaid: 'Not paid',
    paid: 'Paid',
    refunded: 'Refunded',
    method: 'Payment method',
  },
});

interface OrderAmountsProperties {
  readonly order: Order;
  readonly payment: Payment | null;
}

/** What the order costs, and what was paid and paid back. An order of a shop without payments has only a total. */
export function OrderAmounts({ order, payment }: OrderAmountsProperties): JSX.Element {
  const { totalOrderPrice, discount = 0, pointsUsed = 0, amountDue } = order;
  if (amountDue === undefined) return <Total price={totalOrderPrice} />;
  const isPaid = payment?.status === 'CAPTURED';
  const isOver = order.status === 'ORDER_FAILURE' || order.status === 'ORDER_CANCELLED';
  const unpaid = isOver ? messages.notPaid : messages.due;
  return (
    <section class="cart-summary card" aria-labelledby="order-amounts">
      <h2 id="order-amounts">{messages.title}</h2>
      <dl>
        <Amount label={messages.products}>{won(totalOrderPrice)}</Amount>
        {discount > 0 && <Amount label={messages.discount}>−{won(discount)}</Amount>}
        {pointsUsed > 0 && <Amount label={messages.points}>−{won(pointsUsed)}</Amount>}
        {payment !== null && isPaid && <Amount label={messages.method}>{methodLabel(payment.method)}</Amount>}
        <dt class="total">{isPaid ? messages.paid : unpaid}</dt>
        <dd class="total">
          <strong>{won(isPaid ? payment.amount : amountDue)}</strong>
        </dd>
        {payment !== null && payment.refundedAmount > 0 && (
          <Amount label={messages.refunded}>−{won(payment.refundedAmount)}</Amount>
        )}
      </dl>
    </section>
  );
}

function Total({ price }: { readonly price: number }): JSX.Element {
  return (
    <section class="cart-summary card" aria-labelledby="order-amounts">
      <h2 id="order-amounts">{messages.amounts}</h2>
      <dl>
        <dt class="total">{messages.total}</dt>
        <dd class="total">
          <strong>{won(price)}</strong>
        </dd>
      </dl>
    </section>
  );
}

interface AmountProperties {
  readonly label: string;
  readonly children: ComponentChildren;
}

function Amount({ label, children }: AmountProperties): JSX.Element {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
