import type { Order, Payment } from '../../api/views';
import { translations } from '../../i18n/language';

const messages = translations({
  ko: {
    CARD: '카드',
    TRANSFER: '계좌이체',
    MOBILE_PHONE: '휴대폰 결제',
    VIRTUAL_ACCOUNT: '가상계좌 입금',
    POINTS: '포인트',
    BY_BUYER: '고객님이 취소했어요.',
    BY_ADMIN: '판매자가 취소했어요.',
    PAYMENT_EXPIRED: '결제 시간이 지나 취소됐어요.',
    PAYMENT_FAILED: '결제가 여러 번 실패해 취소됐어요.',
    PAYMENT_REVERSED: '결제가 취소되어 주문도 취소됐어요.',
    CANCELLED: '주문 취소',
    RETURN: '반품',
    LATE: '결제 시간이 지난 뒤의 결제',
    DUPLICATE: '중복 결제',
    MISMATCH: '금액이 다른 결제',
    OVER: '끝난 주문에 대한 결제',
    EXTERNAL: '결제사 취소',
    DUE: '환불 진행 중',
    DONE: '환불 완료',
    STUCK: '환불 지연',
  },
  en: {
    CARD: 'Card',
    TRANSFER: 'Bank transfer',
    MOBILE_PHONE: 'Mobile phone',
    VIRTUAL_ACCOUNT: 'Virtual account',
    POINTS: 'Points',
    BY_BUYER: 'You cancelled this order.',
    BY_ADMIN: 'The shop cancelled this order.',
    PAYMENT_EXPIRED: 'The time to pay ran out.',
    PAYMENT_FAILED: 'The payment failed too many times.',
    PAYMENT_REVERSED: 'The payment was reversed.',
    CANCELLED: 'Order cancelled',
    RETURN: 'Return',
    LATE: 'Late payment',
    DUPLICATE: 'Paid twice',
    MISMATCH: 'Wrong amount',
    OVER: 'Order already ended',
    EXTERNAL: 'Refunded by the payment provider',
    DUE: 'Refund in progress',
    DONE: 'Refunded',
    STUCK: 'Refund delayed',
  },
});

type Refund = Payment['refunds'][number];

export function methodLabel(method: Payment['method']): string {
  return messages[method];
}

/** Empty for an order of which the reason is not known. */
export function cancelLabel(reason: Order['cancelReason']): string {
  return reason === undefined ? '' : messages[reason];
}

export function refundCause(cause: Refund['cause']): string {
  return messages[cause];
}

export function refundLabel(status: Refund['status']): string {
  return messages[status];
}
