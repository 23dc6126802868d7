import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shop } from '../../api/shop';
import { canChargePoints } from '../../api/shop-information';
import type { Order, Payment } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { Confirmation } from '../../ui/dialog';
import { CancelDialog } from '../cancel-dialog';
import { MethodChoice, offeredMethods } from './method-choice';
import { isPaying, pay, type PaymentMethod, paymentOf } from './order-payment';
import { isUncertain, type PaymentPhase } from './payment-state';

const messages = translations({
  ko: {
    available: (points: string) => `사용 가능 ${points}포인트`,
    payPoints: (points: string) => `${points}포인트로 결제`,
    pay: (price: string) => `${price} 결제하기`,
    cancel: '주문 취소',
    short: (points: string) => `포인트가 ${points}포인트 부족해요.`,
    charge: '포인트 충전하기',
    reserved: '시간 안에 결제하면 상품은 고객님 것이에요. 시간이 지나면 주문이 자동으로 취소돼요.',
    other: '다른 방법으로 결제',
    otherTitle: '다른 방법으로 결제할까요?',
    otherWhy: '지금 계좌는 닫혀요. 이 계좌로는 입금하지 말아 주세요.',
    close: '계좌 닫기',
    keep: '계좌로 입금하기',
  },
  en: {
    available: (points: string) => `${points} points available`,
    payPoints: (points: string) => `Pay ${points} points`,
    pay: (price: string) => `Pay ${price}`,
    cancel: 'Cancel order',
    short: (points: string) => `You need ${points} more points.`,
    charge: 'Charge points',
    reserved: 'Your items are reserved until the time is up. After that the order is cancelled automatically.',
    other: 'Pay another way',
    otherTitle: 'Pay another way?',
    otherWhy: 'This account is closed then. Please do not transfer anything to it.',
    close: 'Close account',
    keep: 'Keep account',
  },
});

const PAYABLE: readonly PaymentPhase[] = ['open', 'requested', 'returned', 'refused', 'failed'];

interface PaymentActionsProperties {
  readonly order: Order;
  readonly payment: Payment | null;
  readonly phase: PaymentPhase;
  readonly available: number | null;
  readonly refetch: () => void;
}

/** What the buyer can do about an order in ORDER_PENDING: choose how to pay, pay, or cancel. */
export function PaymentActions(properties: PaymentActionsProperties): JSX.Element {
  const { order, payment, phase, available, refetch } = properties;
  const { orderId, amountDue = 0 } = order;
  const [opened, open] = useState<'cancel' | 'other'>();
  const [chosen, choose] = useState<PaymentMethod>();
  const method = methodOf(chosen, payment);
  const missing = method === 'POINTS' ? Math.max(0, amountDue - (available ?? 0)) : 0;
  const isDisabled = !PAYABLE.includes(phase) || missing > 0;
  const isShown = !isUncertain(phase) && phase !== 'deposit';
  const isBusy = isPaying(paymentOf(orderId).value);
  const close = (): void => open(undefined);
  return (
    <>
      {isShown && <MethodChoice method={method} onChoose={choose} />}
      {isShown && method === 'POINTS' && <OwnPoints orderId={orderId} available={available} missing={missing} />}
      {isShown && <p class="hint">{messages.reserved}</p>}
      <div class="button-row">
        <button type="button" aria-disabled={isBusy} onClick={() => isBusy || open('cancel')}>
          {messages.cancel}
        </button>
        {phase === 'deposit' && (
          <button type="button" onClick={() => open('other')}>
            {messages.other}
          </button>
        )}
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
      {opened === 'cancel' && <CancelDialog order={order} onClose={close} />}
      {opened === 'other' && <CloseAccount orderId={orderId} onClose={close} onClosed={refetch} />}
    </>
  );
}

/** What was chosen, or used last, or is usual. */
function methodOf(chosen: PaymentMethod | undefined, payment: Payment | null): PaymentMethod {
  const methods = offeredMethods();
  return [chosen, payment?.method].find((one) => one !== undefined && methods.includes(one)) ?? methods[0] ?? 'POINTS';
}

interface OwnPointsProperties {
  readonly orderId: number;
  readonly available: number | null;
  readonly missing: number;
}

function OwnPoints({ orderId, available, missing }: OwnPointsProperties): JSX.Element {
  return (
    <p class="own">
      {available !== null && messages.available(count(available))}{' '}
      {available !== null && missing > 0 && (
        <>
          <strong class="error">{messages.short(count(missing))}</strong>{' '}
          {canChargePoints.value && (
            <a href={linkTo('/points', { charge: String(missing), next: `/orders/${orderId}` })}>{messages.charge}</a>
          )}
        </>
      )}
    </p>
  );
}

interface CloseAccountProperties {
  readonly orderId: number;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}

/** The account is closed first, so that the order cannot be paid twice. */
function CloseAccount({ orderId, onClose, onClosed }: CloseAccountProperties): JSX.Element {
  const closeAccount = async (): Promise<void> => {
    await answerOf(shop.api.DELETE('/api/orders/{orderId}/payment', { params: { path: { orderId } } }));
    onClosed();
  };
  return (
    <Confirmation
      title={messages.otherTitle}
      action={messages.close}
      dismiss={messages.keep}
      onClose={onClose}
      onConfirm={closeAccount}
    >
      <p>{messages.otherWhy}</p>
    </Confirmation>
  );
}
