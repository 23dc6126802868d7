import type { JSX } from 'preact';
import { errorMessage } from '../../api/error-messages';
import type { Payment } from '../../api/views';
import { translations } from '../../i18n/language';
import { type PaymentProgress, submitPayment } from './order-payment';
import { paymentFailure } from './payment-labels';

const messages = translations({
  ko: {
    paying: '결제하고 있어요…',
    busy: '접속자가 많아 결제를 다시 보내고 있어요. 여러 번 보내도 한 번만 결제돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 결제를 다시 보낼게요. 여러 번 보내도 한 번만 결제돼요.',
    unknown: '결제됐는지 확인하지 못했어요. 다시 보내도 한 번만 결제돼요.',
    again: '결제 다시 보내기',
    checking: '결제를 확인하고 있어요. 다시 결제하지 말고 잠시만 기다려 주세요.',
    captured: '결제를 받았어요. 주문을 완료하고 있어요…',
    over: '결제 시간이 끝났어요. 주문 상태를 확인하고 있어요…',
    failed: (reason: string) => `결제하지 못했어요. ${reason}`,
  },
  en: {
    paying: 'Paying…',
    busy: 'The shop is busy. We are sending your payment again; you will only be charged once.',
    offline: 'You are offline. Your payment will be sent again when you are back; you will only be charged once.',
    unknown: 'We could not confirm your payment. You can safely try again; you will only be charged once.',
    again: 'Try again',
    checking: 'We are checking your payment. Please wait a moment and do not pay again.',
    captured: 'We have received your payment. Completing your order…',
    over: 'The time to pay is up. Checking your order…',
    failed: (reason: string) => `Your payment did not go through. ${reason}`,
  },
});

/** How far the payment of an order in ORDER_PENDING has come. It can be paid in `open`, `failed` and `refused`. */
export type PaymentPhase =
  'open' | 'paying' | 'retrying' | 'unknown' | 'checking' | 'captured' | 'over' | 'refused' | 'failed';

/** The later one of what this window's payment was answered and what was loaded. */
export function currentPayment(progress: PaymentProgress, loaded: Payment | null): Payment | null {
  if (progress.step !== 'answered') return loaded;
  const { result } = progress;
  if (loaded === null || loaded.requestedAt < result.requestedAt) return result;
  return loaded.paymentId === result.paymentId && loaded.status === 'CONFIRMING' ? result : loaded;
}

/** @param leftMs until the reservation may end; undefined if that is not known */
export function paymentPhase(
  { step }: PaymentProgress,
  payment: Payment | null,
  leftMs: number | undefined,
): PaymentPhase {
  if (step === 'sending') return 'paying';
  if (step === 'retrying' || step === 'unknown') return step;
  if (payment?.status === 'CONFIRMING') return 'checking';
  if (payment?.status === 'CAPTURED') return 'captured';
  if (leftMs !== undefined && leftMs <= 0) return 'over';
  if (step === 'refused') return 'refused';
  return payment?.status === 'FAILED' ? 'failed' : 'open';
}

interface PaymentStateProperties {
  readonly phase: PaymentPhase;
  readonly progress: PaymentProgress;
  readonly payment: Payment | null;
}

/** Screen readers announce each change. */
export function PaymentState({ phase, progress, payment }: PaymentStateProperties): JSX.Element {
  const isBusy = ['paying', 'retrying', 'checking', 'captured', 'over'].includes(phase);
  const tone = phase === 'failed' || phase === 'refused' || phase === 'unknown' ? 'danger' : '';
  return (
    <div class={`payment-state ${tone}`} role="status">
      {phase !== 'open' && (
        <p>
          {isBusy && <span class="spinner" aria-hidden="true" />} {sentence(phase, progress, payment)}
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
  if (phase === 'retrying')
    return progress.step === 'retrying' && progress.reason.kind === 'busy' ? messages.busy : messages.offline;
  if (phase === 'refused') return progress.step === 'refused' ? errorMessage(progress.error) : '';
  if (phase === 'failed') return messages.failed(paymentFailure(payment?.failureCode ?? null));
  return phase === 'open' ? '' : messages[phase];
}
