import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { shop } from '../../api/shop';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { InlineError } from '../../ui/notices';
import { toast } from '../../ui/toasts';
import { Properties } from '../ui/properties';
import type { Refund } from '../money/payment-views';
import { causeName, failureName, methodName, providerName } from '../money/payment-words';
import { type SettledAs, SettleRefundDialog } from './settle-refund-dialog';

const messages = translations({
  ko: {
    title: (id: number, amount: string) => `환불 ${id}: ${amount}`,
    order: '주문번호',
    customer: '고객 번호',
    cause: '환불 사유',
    method: '결제 수단',
    failure: '마지막 오류',
    noFailure: '기록된 오류가 없어요',
    attempts: '시도',
    times: (times: string) => `${times}번`,
    requested: '요청 시각',
    retry: '다시 시도',
    hand: '직접 환불로 처리',
    points: '포인트로 환불',
    retried: (amount: string) => `${amount} 환불을 다시 요청했어요.`,
  },
  en: {
    title: (id: number, amount: string) => `Refund ${id}: ${amount}`,
    order: 'Order',
    customer: 'Customer',
    cause: 'Reason',
    method: 'Paid with',
    failure: 'Last error',
    noFailure: 'No error was recorded',
    attempts: 'Attempts',
    times: (times: string) => times,
    requested: 'Requested',
    retry: 'Retry',
    hand: 'Mark as refunded by hand',
    points: 'Refund as points',
    retried: (amount: string) => `The refund of ${amount} was requested again.`,
  },
});

interface StuckRefundCardProperties {
  readonly refund: Refund;
  readonly onChanged: () => void;
}

/** A refund that the provider has refused, and what can be done about it. */
export function StuckRefundCard({ refund, onChanged }: StuckRefundCardProperties): JSX.Element {
  const { refundId, amount } = refund;
  const title = messages.title(refundId, won(amount));
  const [settledAs, settleAs] = useState<SettledAs>();
  const { busy, failure, perform } = useAction();
  const retry = async (): Promise<void> => {
    try {
      await answerOf(shop.api.POST('/api/refunds/{refundId}/retry', { params: { path: { refundId } } }));
      toast(messages.retried(won(amount)));
    } finally {
      onChanged();
    }
  };
  return (
    <article class="card attention" aria-label={title}>
      <h2>{title}</h2>
      <Facts refund={refund} />
      <InlineError error={failure} />
      <div class="button-row">
        <button type="button" aria-disabled={busy} onClick={() => void perform(retry)}>
          {messages.retry}
        </button>
        <button type="button" onClick={() => settleAs('HAND')}>
          {messages.hand}
        </button>
        <button type="button" onClick={() => settleAs('POINTS')}>
          {messages.points}
        </button>
      </div>
      {settledAs !== undefined && (
        <SettleRefundDialog refund={refund} as={settledAs} onClose={() => settleAs(undefined)} onChanged={onChanged} />
      )}
    </article>
  );
}

function Facts({ refund }: { readonly refund: Refund }): JSX.Element {
  const { orderId, userId, cause, method, provider, failureCode, attempts, requestedAt } = refund;
  return (
    <Properties
      properties={[
        [messages.order, <a href={linkTo(`/orders/${orderId}`)}>{orderId}</a>],
        [messages.customer, <a href={linkTo(`/customers/${userId}`)}>{userId}</a>],
        [messages.cause, causeName(cause)],
        [
          messages.method,
          method === 'POINTS' ? methodName(method) : `${methodName(method)} (${providerName(provider)})`,
        ],
        [messages.failure, failureCode === null ? messages.noFailure : failureName(failureCode)],
        [messages.attempts, messages.times(count(attempts))],
        [messages.requested, dateTime(requestedAt)],
      ]}
    />
  );
}
