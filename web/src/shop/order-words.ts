import { wordsOf } from '../ground/language';
import type { Order } from './answers';

const said = wordsOf({
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

export function statusWord(status: Order['status']): string {
  const words = {
    ORDER_BEFORE: said.before,
    ORDER_PENDING: said.pending,
    ORDER_SUCCESS: said.success,
    ORDER_FAILURE: said.failure,
    ORDER_CANCELLED: said.cancelled,
  };
  return words[status];
}

export function reasonWord(reason: Order['failureReason']): string {
  if (reason === null) return '';
  return reason === 'INSUFFICIENT_STOCK' ? said.shortage : said.unavailable;
}
