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
    checking: '확인 중인 금액',
    paid: '결제한 금액',
    refunded: '환불한 금액',
    toRefund: '환불할 금액',
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
    checking: 'Being checked',
    paid: 'Paid',
    refunded: 'Refunded',
    toRefund: 'To be refunded',
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
  return (
    <section class="cart-summary card" aria-labelledby="order-amounts">
      <h2 id="order-amounts">{messages.title}</h2>
      <dl>
        <Amount label={messages.products}>{won(totalOrderPrice)}</Amount>
        {discount > 0 && <Amount label={messages.discount}>−{won(discount)}</Amount>}
        {pointsUsed > 0 && <Amount label={messages.points}>−{won(pointsUsed)}</Amount>}
        {payment !== null && isPaid && <Amount label={messages.method}>{methodLabel(payment.method)}</Amount>}
        <dt class="total">{stateOfAmount(order, payment)}</dt>
        <dd class="total">
          <strong>{won(isPaid ? payment.amount : amountDue)}</strong>
        </dd>
        {payment !== null && <Refunded payment={payment} />}
      </dl>
    </section>
  );
}

function stateOfAmount({ status }: Order, payment: Payment | null): string {
  if (status === 'ORDER_SUCCESS' || payment?.status === 'CAPTURED') return messages.paid;
  if (status !== 'ORDER_FAILURE' && status !== 'ORDER_CANCELLED') return messages.due;
  return payment?.status === 'CONFIRMING' ? messages.checking : messages.notPaid;
}

/** What has gone back, and what is still owed, which may take long. */
function Refunded({ payment: { refundedAmount, refunds } }: { readonly payment: Payment }): JSX.Element {
  const done = refunds.reduce((sum, { status, amount }) => sum + (status === 'DONE' ? amount : 0), 0);
  const owed = refundedAmount - done;
  return (
    <>
      {done > 0 && <Amount label={messages.refunded}>−{won(done)}</Amount>}
      {owed > 0 && <Amount label={messages.toRefund}>−{won(owed)}</Amount>}
    </>
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
