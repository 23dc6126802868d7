import type { JSX } from 'preact';
import { now } from '../../api/shop';
import type { Payment } from '../../api/views';
import { won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Countdown } from '../price-and-stock';
import { DepositDetails } from './deposit-details';
import { paymentOf } from './order-payment';
import type { Parcel } from '../delivery/parcel';
import type { LoadedOrder } from './order-query';
import { PaymentActions } from './payment-actions';
import { currentPayment, isUncertain, PaymentState, type PaymentPhase, paymentPhase } from './payment-state';
import { RefundAccountForm } from './refund-account-form';
import { SimulationNote } from '../../ui/simulation-note';

const messages = translations({
  ko: {
    title: '결제를 기다리고 있어요',
    checking: '결제를 확인하고 있어요',
    deposit: '입금을 기다리고 있어요',
    left: '남은 결제 시간',
    leftToTransfer: '남은 입금 시간',
    due: '결제할 금액',
    next: '확인되면 이 화면이 바로 바뀌어요. 창을 닫아도 주문 내역에서 볼 수 있어요.',
    ifPaid: '결제됐으면 주문이 완료돼요. 그 사이 결제 시간이 지나면 같은 상품을 다시 확보하거나 전액 돌려드려요.',
    ifNot: '결제되지 않았으면 청구되지 않고, 다시 결제할 수 있어요.',
  },
  en: {
    title: 'Waiting for your payment',
    checking: 'Checking your payment',
    deposit: 'Waiting for your transfer',
    left: 'Time left to pay',
    leftToTransfer: 'Time left to transfer',
    due: 'Amount due',
    next: 'This page changes as soon as we know. You can also close it and look at your orders later.',
    ifPaid:
      'If it went through, your order is complete. Should the time to pay run out first, you get the same items or all your money back.',
    ifNot: 'If it did not, you are not charged and can pay again.',
  },
});

interface PaymentPanelProperties extends Omit<LoadedOrder, keyof Parcel> {
  readonly refetch: () => void;
}

/** For an order in ORDER_PENDING. Nothing can be paid while it is unknown whether it was paid already. */
export function PaymentPanel(properties: PaymentPanelProperties): JSX.Element {
  const { order, payment: loaded, available, refetch } = properties;
  const { orderId, amountDue = 0, payBy } = order;
  const progress = paymentOf(orderId).value;
  const payment = currentPayment(progress, loaded);
  const phase = paymentPhase(progress, payment, payBy === undefined ? undefined : Date.parse(payBy) - now.value);
  const isOpen = !isUncertain(phase);
  return (
    <section class="payment-panel card" aria-labelledby="payment-title">
      <h2 id="payment-title">{titleOf(phase)}</h2>
      {isOpen && <TimeLeft payBy={payBy} account={phase === 'deposit' ? payment?.virtualAccount : null} />}
      <dl>
        <dt>{messages.due}</dt>
        <dd>
          <strong>{won(amountDue)}</strong>
        </dd>
      </dl>
      <PaymentState phase={phase} progress={progress} payment={payment} />
      {!isOpen && <WhatHappensNext />}
      {phase === 'deposit' && payment !== null && <DepositDetails payment={payment} />}
      <PaymentActions order={order} payment={payment} phase={phase} available={available} refetch={refetch} />
      {phase === 'deposit' && <RefundAccountForm orderId={orderId} />}
      <SimulationNote />
    </section>
  );
}

interface TimeLeftProperties {
  readonly payBy: string | undefined;
  readonly account: Payment['virtualAccount'] | undefined;
}

/** An account takes no transfer after its own deadline, which is earlier than that of the order. */
function TimeLeft({ payBy, account }: TimeLeftProperties): JSX.Element {
  const until = account?.dueDate ?? payBy;
  const label = account ? messages.leftToTransfer : messages.left;
  return <p class="left">{until !== undefined && <Countdown label={label} until={until} />}</p>;
}

function titleOf(phase: PaymentPhase): string {
  if (phase === 'deposit') return messages.deposit;
  return isUncertain(phase) ? messages.checking : messages.title;
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
