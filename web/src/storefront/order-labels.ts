import type { Order } from '../api/views';
import { translations } from '../i18n/language';

const messages = translations({
  ko: {
    before: '처리 중',
    pending: '결제 대기',
    success: '주문 완료',
    failure: '주문 실패',
    cancelled: '취소 완료',
    shortage: '재고가 부족해요.',
    unavailable: '판매가 중지된 상품이 있어요.',
  },
  en: {
    before: 'Processing',
    pending: 'Awaiting payment',
    success: 'Confirmed',
    failure: 'Failed',
    cancelled: 'Cancelled',
    shortage: 'Not enough stock.',
    unavailable: 'A product is no longer available.',
  },
});

export const ORDER_STATUSES = ['ORDER_SUCCESS', 'ORDER_BEFORE', 'ORDER_FAILURE', 'ORDER_CANCELLED'] as const;

export function statusLabel(status: Order['status']): string {
  const words = {
    ORDER_BEFORE: messages.before,
    ORDER_PENDING: messages.pending,
    ORDER_SUCCESS: messages.success,
    ORDER_FAILURE: messages.failure,
    ORDER_CANCELLED: messages.cancelled,
  };
  return words[status];
}

export function failureLabel(reason: Order['failureReason']): string {
  if (reason === null) return '';
  return reason === 'INSUFFICIENT_STOCK' ? messages.shortage : messages.unavailable;
}
