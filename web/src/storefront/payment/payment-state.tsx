import { ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { errorMessage } from '../../api/error-messages';
import type { Payment } from '../../api/views';
import { translations } from '../../i18n/language';
import { isConfirmation, type PaymentProgress, submitPayment } from './order-payment';
import { paymentFailure } from './payment-failures';

const messages = translations({
  ko: {
    paying: '결제하고 있어요…',
    confirming: '결제를 승인하고 있어요. 다시 결제하지 말고 잠시만 기다려 주세요.',
    leaving: '결제 창으로 이동하고 있어요…',
    requested: '아직 결제되지 않았어요. 결제 창을 닫았다면 다시 결제해 주세요.',
    busy: '접속자가 많아 결제를 다시 보내고 있어요. 여러 번 보내도 한 번만 결제돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 결제를 다시 보낼게요. 여러 번 보내도 한 번만 결제돼요.',
    unknown: '결제됐는지 확인하지 못했어요. 다시 보내도 한 번만 결제돼요.',
    again: '결제 다시 보내기',
    checking: '결제를 확인하고 있어요. 다시 결제하지 말고 잠시만 기다려 주세요.',
    captured: '결제를 받았어요. 주문을 완료하고 있어요…',
    over: '결제 시간이 끝났어요. 주문 상태를 확인하고 있어요…',
    failed: (reason: string) => `결제하지 못했어요. ${reason}`,
    notCharged: '결제된 금액은 없어요.',
  },
  en: {
    paying: 'Paying…',
    confirming: 'We are confirming your payment. Please wait a moment and do not pay again.',
    leaving: 'Going to the payment page…',
    requested: 'This order is not paid yet. If you have closed the payment page, please pay again.',
    busy: 'The shop is busy. We are sending your payment again; you will only be charged once.',
    offline: 'You are offline. Your payment will be sent again when you are back; you will only be charged once.',
    unknown: 'We could not confirm your payment. You can safely try again; you will only be charged once.',
    again: 'Try again',
    checking: 'We are checking your payment. Please wait a moment and do not pay again.',
    captured: 'We have received your payment. Completing your order…',
    over: 'The time to pay is up. Checking your order…',
    failed: (reason: string) => `Your payment did not go through. ${reason}`,
    notCharged: 'You were not charged.',
  },
});

/**
 * How far the payment of an order in ORDER_PENDING has come. It can be paid in `open`, `requested`, `returned`, `refused`
 * and `failed`.
 */
export type PaymentPhase =
  | 'open'
  | 'requested'
  | 'paying'
  | 'confirming'
  | 'leaving'
  | 'retrying'
  | 'unknown'
  | 'checking'
  | 'deposit'
  | 'captured'
  | 'over'
  | 'returned'
  | 'refused'
  | 'failed';

/** A payment never goes back to a state of a lower rank. */
const RANK: Readonly<Record<Payment['status'], number>> = {
  REQUESTED: 0,
  CONFIRMING: 1,
  WAITING_FOR_DEPOSIT: 2,
  ABANDONED: 3,
  FAILED: 3,
  CAPTURED: 4,
  REVERSED: 5,
};

/** The later one of what this window's payment was answered and what was loaded. */
export function currentPayment(progress: PaymentProgress, loaded: Payment | null): Payment | null {
  if (progress.step !== 'answered') return loaded;
  const { result } = progress;
  if (loaded === null || loaded.requestedAt < result.requestedAt) return result;
  return loaded.paymentId === result.paymentId && RANK[result.status] > RANK[loaded.status] ? result : loaded;
}

/** @param leftMs until the reservation may end; undefined if that is not known */
export function paymentPhase(
  progress: PaymentProgress,
  payment: Payment | null,
  leftMs: number | undefined,
): PaymentPhase {
  const { step } = progress;
  if (step === 'sending') return isConfirmation(progress.attempt) ? 'confirming' : 'paying';
  if (step === 'retrying' || step === 'unknown' || step === 'leaving') return step;
  if (payment?.status === 'CONFIRMING') return 'checking';
  if (payment?.status === 'CAPTURED') return 'captured';
  if (leftMs !== undefined && leftMs <= 0) return 'over';
  if (step === 'refused' || step === 'returned') return step;
  if (payment?.status === 'WAITING_FOR_DEPOSIT') return 'deposit';
  if (payment?.status === 'REQUESTED') return 'requested';
  return payment?.status === 'FAILED' ? 'failed' : 'open';
}

/** It may have been paid, so no one may pay again. */
export function isUncertain(phase: PaymentPhase): boolean {
  return phase === 'confirming' || phase === 'checking' || phase === 'captured';
}

const BUSY: readonly PaymentPhase[] = ['paying', 'confirming', 'leaving', 'retrying', 'checking', 'captured', 'over'];
const BAD: readonly PaymentPhase[] = ['returned', 'refused', 'failed', 'unknown'];

interface PaymentStateProperties {
  readonly phase: PaymentPhase;
  readonly progress: PaymentProgress;
  readonly payment: Payment | null;
}

/** Screen readers announce each change. */
export function PaymentState({ phase, progress, payment }: PaymentStateProperties): JSX.Element {
  const text = sentence(phase, progress, payment);
  return (
    <div class={`payment-state ${BAD.includes(phase) ? 'danger' : ''}`} role="status">
      {text !== '' && (
        <p>
          {BUSY.includes(phase) && <span class="spinner" aria-hidden="true" />} {text}
        </p>
      )}
      {progress.step === 'unknown' && (
        <button type="button" onClick={() => submitPayment(progress.attempt)}>
          {messages.again}
        </button>
      )}
    </div>
  );
}

function sentence(phase: PaymentPhase, progress: PaymentProgress, payment: Payment | null): string {
  if (phase === 'open' || phase === 'deposit') return '';
  if (phase === 'retrying')
    return progress.step === 'retrying' && progress.reason.kind === 'busy' ? messages.busy : messages.offline;
  if (phase === 'refused') return progress.step === 'refused' ? refusal(progress.error) : '';
  if (phase === 'returned' && progress.step === 'returned')
    return `${paymentFailure(progress.code)} ${messages.notCharged}`;
  if (phase === 'failed' || phase === 'returned') return messages.failed(paymentFailure(payment?.failureCode ?? null));
  return messages[phase];
}

/** Why the shop did not take a payment. */
function refusal(error: unknown): string {
  const declined = error instanceof ShopError ? error.about('PAYMENT_DECLINED')?.code : undefined;
  return declined === undefined ? errorMessage(error) : messages.failed(paymentFailure(declined));
}
