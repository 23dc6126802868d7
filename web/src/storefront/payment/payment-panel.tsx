import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { now } from '../../api/shop';
import { canChargePoints } from '../../api/shop-information';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { CancelDialog } from '../cancel-dialog';
import { Countdown } from '../price-and-stock';
import { isPaying, payByPoints, paymentOf } from './order-payment';
import type { OrderWithPayment } from './order-query';
import { currentPayment, PaymentState, paymentPhase } from './payment-state';

const messages = translations({
  ko: {
    title: '결제를 기다리고 있어요',
    left: '남은 결제 시간',
    due: '결제할 금액',
    available: (points: string) => `사용 가능 ${points}포인트`,
    pay: (points: string) => `${points}포인트로 결제`,
    cancel: '주문 취소',
    short: (points: string) => `포인트가 ${points}포인트 부족해요.`,
    charge: '포인트 충전하기',
    reserved: '시간 안에 결제하면 상품은 고객님 것이에요. 시간이 지나면 주문이 자동으로 취소돼요.',
  },
  en: {
    title: 'Waiting for your payment',
    left: 'Time left to pay',
    due: 'Amount due',
    available: (points: string) => `${points} points available`,
    pay: (points: string) => `Pay ${points} points`,
    cancel: 'Cancel order',
    short: (points: string) => `You need ${points} more points.`,
    charge: 'Charge points',
    reserved: 'Your items are reserved until the time is up. After that the order is cancelled automatically.',
  },
});

/** For an order in ORDER_PENDING. Nothing can be paid while it is unknown whether it was paid already. */
export function PaymentPanel({ order, payment: loaded, available }: OrderWithPayment): JSX.Element {
  const { orderId, amountDue = 0, payBy } = order;
  const [isCancelling, setCancelling] = useState(false);
  const progress = paymentOf(orderId).value;
  const payment = currentPayment(progress, loaded);
  const phase = paymentPhase(progress, payment, payBy === undefined ? undefined : Date.parse(payBy) - now.value);
  const missing = available === null ? 0 : Math.max(0, amountDue - available);
  const canPay = phase === 'open' || phase === 'failed' || phase === 'refused';
  const isDisabled = !canPay || available === null || missing > 0;
  return (
    <section class="payment-panel card" aria-labelledby="payment-title">
      <h2 id="payment-title">{messages.title}</h2>
      <p class="left">{payBy !== undefined && <Countdown label={messages.left} until={payBy} />}</p>
      <dl>
        <dt>{messages.due}</dt>
        <dd>
          <strong>{won(amountDue)}</strong>
        </dd>
      </dl>
      <p class="own">
        {available !== null && messages.available(count(available))}{' '}
        {canPay && missing > 0 && <Short orderId={orderId} missing={missing} />}
      </p>
      <p class="hint">{messages.reserved}</p>
      <PaymentState phase={phase} progress={progress} payment={payment} />
      <div class="button-row">
        <button type="button" aria-disabled={isPaying(progress)} onClick={() => setCancelling(!isPaying(progress))}>
          {messages.cancel}
        </button>
        <button
          type="button"
          class="primary"
          aria-disabled={isDisabled}
          onClick={() => isDisabled || payByPoints(orderId)}
        >
          {messages.pay(count(amountDue))}
        </button>
      </div>
      {isCancelling && <CancelDialog order={order} onClose={() => setCancelling(false)} />}
    </section>
  );
}

function Short({ orderId, missing }: { readonly orderId: number; readonly missing: number }): JSX.Element {
  return (
    <>
      <strong class="error">{messages.short(count(missing))}</strong>{' '}
      {canChargePoints.value && (
        <a href={linkTo('/points', { charge: String(missing), next: `/orders/${orderId}` })}>{messages.charge}</a>
      )}
    </>
  );
}
