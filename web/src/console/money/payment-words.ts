import { arePaymentsSimulated } from '../../api/shop-information';
import { translations } from '../../i18n/language';
import type { Payment, PaymentRefund, Refund } from './payment-views';

const states = translations({
  ko: {
    REQUESTED: '결제 대기',
    CONFIRMING: '결과 확인 중',
    WAITING_FOR_DEPOSIT: '입금 대기',
    CAPTURED: '결제 완료',
    FAILED: '결제 실패',
    ABANDONED: '결제 중단',
    REVERSED: '입금 취소',
    UNEXPLAINED: '하루 넘게 확인 안 됨',
    refunded: '전액 환불',
    partly: '부분 환불',
    due: '환불 중',
    stuck: '환불 처리 필요',
  },
  en: {
    REQUESTED: 'Waiting for the customer',
    CONFIRMING: 'Checking the result',
    WAITING_FOR_DEPOSIT: 'Waiting for the deposit',
    CAPTURED: 'Paid',
    FAILED: 'Failed',
    ABANDONED: 'Abandoned',
    REVERSED: 'Deposit reversed',
    UNEXPLAINED: 'Not known for a day',
    refunded: 'Refunded',
    partly: 'Partially refunded',
    due: 'Refund in progress',
    stuck: 'Refund needs action',
  },
});

const PAYMENT_STATES = [
  'CAPTURED',
  'CONFIRMING',
  'WAITING_FOR_DEPOSIT',
  'REQUESTED',
  'FAILED',
  'ABANDONED',
  'REVERSED',
] as const satisfies readonly Payment['status'][];

/** UNEXPLAINED: it has not been known for a day whether the money was moved. */
export const PAYMENT_FILTERS = [...PAYMENT_STATES, 'UNEXPLAINED'] as const;

export function paymentStateName(state: (typeof PAYMENT_FILTERS)[number]): string {
  return states[state];
}

/** The state of a payment, or how far it was paid back. */
export function paymentLabel({ status, amount, refundedAmount, refunds }: Payment): string {
  if (status !== 'CAPTURED' || refundedAmount === 0) return states[status];
  if (refunds.some((refund) => refund.status === 'STUCK')) return states.stuck;
  if (refunds.some((refund) => refund.status === 'DUE')) return states.due;
  return refundedAmount >= amount ? states.refunded : states.partly;
}

/** What came of it is not known, or not yet. */
export function isOpen({ status }: Payment): boolean {
  return status === 'CONFIRMING' || status === 'REQUESTED' || status === 'WAITING_FOR_DEPOSIT';
}

const methods = translations({
  ko: {
    POINTS: '포인트',
    CARD: '카드',
    TRANSFER: '계좌이체',
    MOBILE_PHONE: '휴대폰 결제',
    VIRTUAL_ACCOUNT: '가상계좌',
  },
  en: {
    POINTS: 'Points',
    CARD: 'Card',
    TRANSFER: 'Bank transfer',
    MOBILE_PHONE: 'Mobile phone',
    VIRTUAL_ACCOUNT: 'Virtual account',
  },
});

const providers = translations({
  ko: { points: '쇼핑몰 포인트', toss: '토스페이먼츠', simulator: '토스페이먼츠 (시뮬레이터)', stripe: 'Stripe' },
  en: { points: 'Shop points', toss: 'Toss Payments', simulator: 'Toss Payments (simulator)', stripe: 'Stripe' },
});

export function methodName(method: Payment['method']): string {
  return methods[method];
}

export function providerName(provider: string): string {
  // The simulator takes its place.
  if (provider === 'toss' && arePaymentsSimulated.value) return providers.simulator;
  return (providers as Readonly<Record<string, string>>)[provider] ?? provider;
}

const refundStates = translations({
  ko: { DUE: '환불 중', DONE: '환불 완료', STUCK: '처리 필요' },
  en: { DUE: 'In progress', DONE: 'Refunded', STUCK: 'Needs action' },
});

export const REFUND_STATES = ['STUCK', 'DUE', 'DONE'] as const satisfies readonly Refund['status'][];

export function refundStateName(state: Refund['status']): string {
  return refundStates[state];
}

/** The colour of a refund that is owed, or done. */
export function refundTone(state: Refund['status']): string | undefined {
  return { DUE: undefined, DONE: 'success', STUCK: 'danger' }[state];
}

const causes = translations({
  ko: {
    CANCELLED: '주문 취소',
    RETURN: '반품',
    LATE: '결제 기한 후 결제',
    DUPLICATE: '중복 결제',
    MISMATCH: '결제 금액 불일치',
    OVER: '종료된 주문의 결제',
    EXTERNAL: '결제사에서 직접 환불',
  },
  en: {
    CANCELLED: 'Order cancelled',
    RETURN: 'Return',
    LATE: 'Paid after the deadline',
    DUPLICATE: 'Paid twice',
    MISMATCH: 'Wrong amount paid',
    OVER: 'Order had already ended',
    EXTERNAL: 'Refunded at the provider',
  },
});

export function causeName(cause: PaymentRefund['cause']): string {
  return causes[cause];
}

const reasons = translations({
  ko: {
    INSUFFICIENT_POINTS: '포인트 부족',
    PROVIDER_CANCELLED: '결제사에서 취소됨',
    REJECT_CARD_PAYMENT: '한도 초과 또는 잔액 부족',
    REJECT_CARD_COMPANY: '카드사 거절',
    NOT_FOUND_PAYMENT_SESSION: '결제 창 시간 초과',
    NOT_CANCELABLE_PAYMENT: '결제사에서 취소할 수 없는 결제',
    NOT_CANCELABLE_AMOUNT: '결제사에 남은 금액보다 큰 환불',
    EXCEED_MAX_REFUND_DUE: '결제사의 환불 가능 기간 경과',
    INVALID_REFUND_ACCOUNT_INFO: '환불 계좌 정보가 맞지 않음',
    INVALID_REFUND_ACCOUNT_NUMBER: '환불 계좌번호가 맞지 않음',
    INVALID_BANK: '환불 계좌의 은행이 맞지 않음',
  },
  en: {
    INSUFFICIENT_POINTS: 'Not enough points',
    PROVIDER_CANCELLED: 'Cancelled at the provider',
    REJECT_CARD_PAYMENT: 'Above the limit, or too little balance',
    REJECT_CARD_COMPANY: 'Declined by the card company',
    NOT_FOUND_PAYMENT_SESSION: 'The payment page had expired',
    NOT_CANCELABLE_PAYMENT: 'The provider cannot cancel this payment',
    NOT_CANCELABLE_AMOUNT: 'More than what is left at the provider',
    EXCEED_MAX_REFUND_DUE: 'Too late for a refund by the provider',
    INVALID_REFUND_ACCOUNT_INFO: 'The account for the refund is not valid',
    INVALID_REFUND_ACCOUNT_NUMBER: 'The account number for the refund is not valid',
    INVALID_BANK: 'The bank of the account for the refund is not valid',
  },
});

/** Why a payment or a refund failed, with the code, by which the provider knows it. */
export function failureName(code: string): string {
  const reason = (reasons as Readonly<Record<string, string>>)[code];
  return reason === undefined ? code : `${reason} (${code})`;
}

/** How much of a payment the shop still has. */
export function keptAmount({ status, amount, refundedAmount }: Payment): number {
  return status === 'CAPTURED' ? amount - refundedAmount : 0;
}
