import { answerOf } from '@hotdeal/client';
import type { ComponentChildren, JSX } from 'preact';
import { useAction } from '../../api/action';
import { shop } from '../../api/shop';
import { dateTime, won } from '../../i18n/format';
import { bankName } from '../../i18n/banks';
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
    key: '결제사 결제 번호',
    name: '결제사 주문번호',
    account: '입금 계좌',
    receipt: '영수증',
    show: '영수증 보기',
    approved: '승인 시각',
    expires: '결제 기한',
    failure: '실패 사유',
    refunds: '환불',
    noRefunds: '환불한 내역이 없어요.',
    refund: (id: number) => `환불 ${id}`,
    decide: '처리하기',
    decideOf: (id: number) => `환불 ${id} 처리하기`,
    CONFIRMING: '결제 결과를 아직 확인하지 못했어요. 결과는 자동으로 확인하고 있어요.',
    REQUESTED: '고객이 아직 결제를 마치지 않았어요. 결제된 금액은 없어요.',
    WAITING_FOR_DEPOSIT: '고객의 입금을 기다리고 있어요. 입금되면 자동으로 확인돼요.',
    resolve: '결제사에 지금 확인',
    resolveOf: (id: number) => `결제 ${id} 결제사에 지금 확인`,
    stillUnknown: '결제사에서 아직 결과를 받지 못했어요. 계속 확인하고 있어요.',
    resolved: (id: number, result: string) => `결제 ${id}: ${result}`,
  },
  en: {
    provider: 'Provider',
    key: "Provider's payment",
    name: 'Order name at the provider',
    account: 'Account for the deposit',
    receipt: 'Receipt',
    show: 'View receipt',
    approved: 'Approved',
    expires: 'Expires',
    failure: 'Reason',
    refunds: 'Refunds',
    noRefunds: 'Nothing was refunded.',
    refund: (id: number) => `Refund ${id}`,
    decide: 'Take action',
    decideOf: (id: number) => `Take action on refund ${id}`,
    CONFIRMING: 'The result of this payment is not known yet. It is checked automatically.',
    REQUESTED: 'The customer has not finished paying. Nothing was charged.',
    WAITING_FOR_DEPOSIT: 'The customer has not transferred the money yet. A transfer is found automatically.',
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
  const { provider, providerKey, providerOrderId, approvedAt, expiresAt, failureCode, status, refunds } = payment;
  const { virtualAccount, receiptUrl } = payment;
  return (
    <div class="payment-details">
      {isOpen(payment) && <Resolve payment={payment} onChanged={onChanged} />}
      <dl>
        <Term name={messages.provider}>{providerName(provider)}</Term>
        {provider !== 'points' && <Term name={messages.name}>{providerOrderId}</Term>}
        {providerKey !== null && <Term name={messages.key}>{providerKey}</Term>}
        {virtualAccount !== null && (
          <Term name={messages.account}>{`${bankName(virtualAccount.bank)} ${virtualAccount.accountNumber}`}</Term>
        )}
        {approvedAt !== null && <Term name={messages.approved}>{dateTime(approvedAt)}</Term>}
        {expiresAt !== null && isOpen(payment) && <Term name={messages.expires}>{dateTime(expiresAt)}</Term>}
        {failureCode !== null && <Term name={messages.failure}>{failureName(failureCode)}</Term>}
        {receiptUrl !== null && /^https?:/.test(receiptUrl) && (
          <Term name={messages.receipt}>
            <a href={receiptUrl} target="_blank" rel="noreferrer">
              {messages.show}
            </a>
          </Term>
        )}
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

function Term({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
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

function Resolve({ payment: { paymentId, status }, onChanged }: PaymentDetailsProperties): JSX.Element {
  const { busy, failure, perform } = useAction();
  const resolve = async (): Promise<void> => {
    const params = { path: { paymentId } };
    const payment = await answerOf(shop.api.POST('/api/payments/{paymentId}/resolve', { params }));
    toast(isOpen(payment) ? messages.stillUnknown : messages.resolved(paymentId, paymentLabel(payment)));
    onChanged();
  };
  return (
    <div class="resolve">
      {(status === 'CONFIRMING' || status === 'REQUESTED' || status === 'WAITING_FOR_DEPOSIT') && (
        <p>{messages[status]}</p>
      )}
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
