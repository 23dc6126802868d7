import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { now } from '../../api/shop';
import { canChargePoints } from '../../api/shop-information';
import type { Order, Payment } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { CancelDialog } from '../cancel-dialog';
import { Countdown } from '../price-and-stock';
import { DepositDetails } from './deposit-details';
import { MethodChoice, offeredMethods } from './method-choice';
import { isPaying, pay, type PaymentMethod, paymentOf } from './order-payment';
import type { OrderWithPayment } from './order-query';
import { currentPayment, PaymentState, type PaymentPhase, paymentPhase } from './payment-state';
import { SimulationNote } from './simulation-note';

const messages = translations({
  ko: {
    title: '결제를 기다리고 있어요',
    checking: '결제를 확인하고 있어요',
    deposit: '입금을 기다리고 있어요',
    left: '남은 결제 시간',
    due: '결제할 금액',
    available: (points: string) => `사용 가능 ${points}포인트`,
    payPoints: (points: string) => `${points}포인트로 결제`,
    pay: (price: string) => `${price} 결제하기`,
    cancel: '주문 취소',
    short: (points: string) => `포인트가 ${points}포인트 부족해요.`,
    charge: '포인트 충전하기',
    reserved: '시간 안에 결제하면 상품은 고객님 것이에요. 시간이 지나면 주문이 자동으로 취소돼요.',
    next: '확인되면 이 화면이 바로 바뀌어요. 창을 닫아도 주문 내역에서 볼 수 있어요.',
    ifPaid: '결제됐으면 주문이 완료돼요. 그 사이 결제 시간이 지나면 같은 상품을 다시 확보하거나 전액 돌려드려요.',
    ifNot: '결제되지 않았으면 청구되지 않고, 다시 결제할 수 있어요.',
  },
  en: {
    title: 'Waiting for your payment',
    checking: 'Checking your payment',
    deposit: 'Waiting for your transfer',
    left: 'Time left to pay',
    due: 'Amount due',
    available: (points: string) => `${points} points available`,
    payPoints: (points: string) => `Pay ${points} points`,
    pay: (price: string) => `Pay ${price}`,
    cancel: 'Cancel order',
    short: (points: string) => `You need ${points} more points.`,
    charge: 'Charge points',
    reserved: 'Your items are reserved until the time is up. After that the order is cancelled automatically.',
    next: 'This page changes as soon as we know. You can also close it and look at your orders later.',
    ifPaid:
      'If it went through, your order is complete. Should the time to pay run out first, you get the same items or all your money back.',
    ifNot: 'If it did not, you are not charged and can pay again.',
  },
});

const PAYABLE: readonly PaymentPhase[] = ['open', 'requested', 'returned', 'refused', 'failed'];
/** It may have been paid, so no one may pay again. */
const UNCERTAIN: readonly PaymentPhase[] = ['confirming', 'checking', 'captured'];

/** For an order in ORDER_PENDING. Nothing can be paid while it is unknown whether it was paid already. */
export function PaymentPanel({ order, payment: loaded, available }: OrderWithPayment): JSX.Element {
  const { orderId, amountDue = 0, payBy } = order;
  const progress = paymentOf(orderId).value;
  const payment = currentPayment(progress, loaded);
  const phase = paymentPhase(progress, payment, payBy === undefined ? undefined : Date.parse(payBy) - now.value);
  const isUncertain = UNCERTAIN.includes(phase);
  return (
    <section class="payment-panel card" aria-labelledby="payment-title">
      <h2 id="payment-title">{titleOf(phase)}</h2>
      {!isUncertain && <p class="left">{payBy !== undefined && <Countdown label={messages.left} until={payBy} />}</p>}
      <dl>
        <dt>{messages.due}</dt>
        <dd>
          <strong>{won(amountDue)}</strong>
        </dd>
      </dl>
      <PaymentState phase={phase} progress={progress} payment={payment} />
      {isUncertain && <WhatHappensNext />}
      {phase === 'deposit' && payment !== null && <DepositDetails payment={payment} />}
      <Actions order={order} payment={payment} phase={phase} available={available} />
      <SimulationNote />
    </section>
  );
}

function titleOf(phase: PaymentPhase): string {
  if (phase === 'deposit') return messages.deposit;
  return UNCERTAIN.includes(phase) ? messages.checking : messages.title;
}

function WhatHappensNext(): JSX.Element {
  return (
    <ul class="next">
      <li>{messages.ifPaid}</li>
      <li>{messages.ifNot}</li>
      <li>{messages.next}</li>
    </ul>
  );
}

interface ActionsProperties {
  readonly order: Order;
  readonly payment: Payment | null;
  readonly phase: PaymentPhase;
  readonly available: number | null;
}

function Actions({ order, payment, phase, available }: ActionsProperties): JSX.Element {
  const { orderId, amountDue = 0 } = order;
  const [isCancelling, setCancelling] = useState(false);
  const [chosen, choose] = useState<PaymentMethod>();
  const method = methodOf(chosen, payment);
  const missing = method === 'POINTS' ? Math.max(0, amountDue - (available ?? 0)) : 0;
  const canPay = PAYABLE.includes(phase);
  const isDisabled = !canPay || missing > 0;
  const isShown = !UNCERTAIN.includes(phase) && phase !== 'deposit';
  const isBusy = isPaying(paymentOf(orderId).value);
  return (
    <>
      {isShown && <MethodChoice method={method} onChoose={choose} />}
      {isShown && method === 'POINTS' && (
        <p class="own">
          {available !== null && messages.available(count(available))}{' '}
          {canPay && available !== null && missing > 0 && <Short orderId={orderId} missing={missing} />}
        </p>
      )}
      {isShown && <p class="hint">{messages.reserved}</p>}
      <div class="button-row">
        <button type="button" aria-disabled={isBusy} onClick={() => setCancelling(!isBusy)}>
          {messages.cancel}
        </button>
        {isShown && (
          <button
            type="button"
            class="primary"
            aria-disabled={isDisabled}
            onClick={() => isDisabled || pay(orderId, method, payment)}
          >
            {method === 'POINTS' ? messages.payPoints(count(amountDue)) : messages.pay(won(amountDue))}
          </button>
        )}
      </div>
      {isCancelling && <CancelDialog order={order} onClose={() => setCancelling(false)} />}
    </>
  );
}

/** What was chosen, or used last, or is usual. */
function methodOf(chosen: PaymentMethod | undefined, payment: Payment | null): PaymentMethod {
  const methods = offeredMethods();
  return [chosen, payment?.method].find((one) => one !== undefined && methods.includes(one)) ?? methods[0] ?? 'POINTS';
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
