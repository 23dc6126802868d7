import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useAction } from '../../api/action';
import { shop } from '../../api/shop';
import { dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { InlineError } from '../../ui/notices';
import { toast } from '../../ui/toasts';
import type { Payment, PaymentRefund } from './payment-views';
import {
  causeName,
  failureName,
  isOpen,
  paymentLabel,
  providerName,
  refundStateName,
  refundTone,
} from './payment-words';

const messages = translations({
  ko: {
    provider: '결제사',
    approved: '승인 시각',
    expires: '결제 기한',
    failure: '실패 사유',
    refunds: '환불',
    noRefunds: '환불한 내역이 없어요.',
    refund: (id: number) => `환불 ${id}`,
    decide: '처리하기',
    decideOf: (id: number) => `환불 ${id} 처리하기`,
    unknown: '결제 결과를 아직 확인하지 못했어요. 결과는 자동으로 확인하고 있어요.',
    resolve: '결제사에 지금 확인',
    resolveOf: (id: number) => `결제 ${id} 결제사에 지금 확인`,
    stillUnknown: '결제사에서 아직 결과를 받지 못했어요. 계속 확인하고 있어요.',
    resolved: (id: number, result: string) => `결제 ${id}: ${result}`,
  },
  en: {
    provider: 'Provider',
    approved: 'Approved',
    expires: 'Expires',
    failure: 'Reason',
    refunds: 'Refunds',
    noRefunds: 'Nothing was refunded.',
    refund: (id: number) => `Refund ${id}`,
    decide: 'Take action',
    decideOf: (id: number) => `Take action on refund ${id}`,
    unknown: 'The result of this payment is not known yet. It is checked automatically.',
    resolve: 'Check with the provider now',
    resolveOf: (id: number) => `Check payment ${id} with the provider now`,
    stillUnknown: 'The provider has no result yet. We keep checking.',
    resolved: (id: number, result: string) => `Payment ${id}: ${result}`,
  },
});

interface PaymentDetailsProperties {
  readonly payment: Payment;
  readonly onChanged: () => void;
}

export function PaymentDetails({ payment, onChanged }: PaymentDetailsProperties): JSX.Element {
  const { provider, approvedAt, expiresAt, failureCode, status, refunds } = payment;
  return (
    <div class="payment-details">
      {isOpen(payment) && <Resolve payment={payment} onChanged={onChanged} />}
      <dl>
        <Term name={messages.provider}>{providerName(provider)}</Term>
        {approvedAt !== null && <Term name={messages.approved}>{dateTime(approvedAt)}</Term>}
        {expiresAt !== null && status === 'REQUESTED' && <Term name={messages.expires}>{dateTime(expiresAt)}</Term>}
        {failureCode !== null && <Term name={messages.failure}>{failureName(failureCode)}</Term>}
      </dl>
      {status === 'CAPTURED' && refunds.length === 0 && <p class="hint">{messages.noRefunds}</p>}
      {refunds.length > 0 && (
        <ul aria-label={messages.refunds}>
          {refunds.map((refund) => (
            <li key={refund.refundId}>
              <RefundLine refund={refund} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Term({ name, children }: { readonly name: string; readonly children: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RefundLine({ refund }: { readonly refund: PaymentRefund }): JSX.Element {
  const { refundId, amount, status, cause, requestedAt, completedAt } = refund;
  return (
    <>
      <strong>{messages.refund(refundId)}</strong> <span>{won(amount)}</span>{' '}
      <span class={refundTone(status)}>{refundStateName(status)}</span>{' '}
      <span class="hint">
        {causeName(cause)} · {dateTime(completedAt ?? requestedAt)}
      </span>{' '}
      {status === 'STUCK' && (
        <a href={linkTo('/payments/refunds', { status: 'STUCK' })} aria-label={messages.decideOf(refundId)}>
          {messages.decide}
        </a>
      )}
    </>
  );
}

function Resolve({ payment: { paymentId }, onChanged }: PaymentDetailsProperties): JSX.Element {
  const { busy, failure, perform } = useAction();
  const resolve = async (): Promise<void> => {
    const params = { path: { paymentId } };
    const payment = await answerOf(shop.api.POST('/api/payments/{paymentId}/resolve', { params }));
    toast(isOpen(payment) ? messages.stillUnknown : messages.resolved(paymentId, paymentLabel(payment)));
    onChanged();
  };
  return (
    <div class="resolve">
      <p>{messages.unknown}</p>
      <button
        type="button"
        aria-label={messages.resolveOf(paymentId)}
        aria-disabled={busy}
        onClick={() => void perform(resolve)}
      >
        {messages.resolve}
      </button>
      <InlineError error={failure} />
    </div>
  );
}
