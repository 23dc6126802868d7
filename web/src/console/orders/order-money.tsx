import type { JSX } from 'preact';
import type { Order } from '../../api/views';
import { won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import type { Payment } from '../money/payment-views';

const messages = translations({
  ko: {
    title: '결제 금액',
    products: '상품 금액',
    discount: '쿠폰 할인',
    coupon: (id: number) => `고객 쿠폰 ${id}번 할인`,
    points: '포인트 사용',
    due: '결제할 금액',
    paid: '결제한 금액',
    refunded: '환불 금액',
    owed: '환불할 금액',
    kept: '환불 후 금액',
  },
  en: {
    title: 'Amounts',
    products: 'Items',
    discount: 'Coupon',
    coupon: (id: number) => `Coupon ${id} of the customer`,
    points: 'Points used',
    due: 'Amount due',
    paid: 'Paid',
    refunded: 'Refunded',
    owed: 'Still to be refunded',
    kept: 'After refunds',
  },
});

function nameOf({ userCouponId }: Order): string {
  return userCouponId === undefined ? messages.discount : messages.coupon(userCouponId);
}

interface OrderMoneyProperties {
  readonly order: Order;
  readonly payments: readonly Payment[];
}

/** What the order costs, what is taken off, what was paid, and what was paid back. */
export function OrderMoney({ order, payments }: OrderMoneyProperties): JSX.Element {
  const { totalOrderPrice, discount = 0, pointsUsed = 0, amountDue = 0 } = order;
  const captured = payments.filter(({ status }) => status === 'CAPTURED');
  const paid = captured.reduce((sum, { amount }) => sum + amount, 0);
  const planned = captured.reduce((sum, { refundedAmount }) => sum + refundedAmount, 0);
  const done = captured.flatMap(({ refunds }) => refunds).filter(({ status }) => status === 'DONE');
  const refunded = done.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <section class="card amounts" aria-labelledby="order-amounts">
      <h2 id="order-amounts">{messages.title}</h2>
      <dl>
        <Amount name={messages.products}>{won(totalOrderPrice)}</Amount>
        {discount > 0 && <Amount name={nameOf(order)}>{`−${won(discount)}`}</Amount>}
        {pointsUsed > 0 && <Amount name={messages.points}>{`−${won(pointsUsed)}`}</Amount>}
        <Amount name={messages.due}>{won(amountDue)}</Amount>
        {paid > 0 && <Amount name={messages.paid}>{won(paid)}</Amount>}
        {refunded > 0 && <Amount name={messages.refunded}>{`−${won(refunded)}`}</Amount>}
        {planned > refunded && <Amount name={messages.owed}>{`−${won(planned - refunded)}`}</Amount>}
        {planned > 0 && <Amount name={messages.kept}>{won(paid - planned)}</Amount>}
      </dl>
    </section>
  );
}

function Amount({ name, children }: { readonly name: string; readonly children: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
