import type { Order } from '../../api/views';
import { translations } from '../../i18n/language';
import { areShipmentsShown } from '../parcels/shown-shipments';

const stages = translations({
  ko: {
    CREATED: '처리 중',
    AWAITING_PAYMENT: '결제 대기',
    PAYMENT_REQUESTED: '결제 진행 중',
    PAYMENT_FAILED: '결제 실패',
    PAYMENT_COMPLETED: '결제 완료',
    SHIPPED: '배송 중',
    DELIVERED: '배송 완료',
    RETURN_REQUESTED: '반품 신청',
    RETURNED: '반품 완료',
    CANCELLED: '취소 완료',
    EXPIRED: '결제 기한 만료',
    FAILED: '주문 실패',
    unpriced: '주문 완료',
  },
  en: {
    CREATED: 'Processing',
    AWAITING_PAYMENT: 'Waiting for payment',
    PAYMENT_REQUESTED: 'Payment in progress',
    PAYMENT_FAILED: 'Payment failed',
    PAYMENT_COMPLETED: 'Paid',
    SHIPPED: 'Shipped',
    DELIVERED: 'Delivered',
    RETURN_REQUESTED: 'Return requested',
    RETURNED: 'Returned',
    CANCELLED: 'Cancelled',
    EXPIRED: 'Payment expired',
    FAILED: 'Failed',
    unpriced: 'Confirmed',
  },
});

const STAGES = [
  'AWAITING_PAYMENT',
  'PAYMENT_REQUESTED',
  'PAYMENT_COMPLETED',
  'SHIPPED',
  'DELIVERED',
  'RETURN_REQUESTED',
  'RETURNED',
  'PAYMENT_FAILED',
  'EXPIRED',
  'CANCELLED',
  'FAILED',
  'CREATED',
] as const satisfies readonly Order['stage'][];
const OF_SHIPPING: readonly Order['stage'][] = ['SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'RETURNED'];

/** The stages that orders of this shop can have. */
export function orderStages(): readonly (typeof STAGES)[number][] {
  return STAGES.filter((stage) => areShipmentsShown.value || !OF_SHIPPING.includes(stage));
}

/** Once its goods have left, an order can only be returned. */
export function canBeCancelled({ status, stage }: Order): boolean {
  return ['ORDER_BEFORE', 'ORDER_PENDING', 'ORDER_SUCCESS'].includes(status) && !OF_SHIPPING.includes(stage);
}

export function stageName(stage: Order['stage']): string {
  return stages[stage];
}

/** How far an order has come; one that was placed without payments was not paid when it is complete. */
export function orderLabel({ stage, amountDue }: Order): string {
  return stage === 'PAYMENT_COMPLETED' && amountDue === undefined ? stages.unpriced : stages[stage];
}

export function orderTone({ status }: Order): string | undefined {
  if (status === 'ORDER_SUCCESS') return 'success';
  return status === 'ORDER_FAILURE' ? 'danger' : undefined;
}

const reasons = translations({
  ko: {
    INSUFFICIENT_STOCK: '재고 부족',
    PRODUCT_UNAVAILABLE: '판매가 중지된 상품',
    COUPON_UNAVAILABLE: '쿠폰 사용 불가',
    INSUFFICIENT_POINTS: '포인트 부족',
    BY_BUYER: '고객이 취소',
    BY_ADMIN: '관리자가 취소',
    PAYMENT_EXPIRED: '결제 기한 만료',
    PAYMENT_FAILED: '결제 실패',
    PAYMENT_REVERSED: '결제 취소',
  },
  en: {
    INSUFFICIENT_STOCK: 'Not enough stock',
    PRODUCT_UNAVAILABLE: 'A product is no longer available',
    COUPON_UNAVAILABLE: 'The coupon could not be used',
    INSUFFICIENT_POINTS: 'Not enough points',
    BY_BUYER: 'Cancelled by the customer',
    BY_ADMIN: 'Cancelled by an administrator',
    PAYMENT_EXPIRED: 'Not paid in time',
    PAYMENT_FAILED: 'Payment failed',
    PAYMENT_REVERSED: 'Payment reversed',
  },
});

/** Why the order failed or was cancelled; undefined if neither, or if it was not recorded. */
export function reasonName({ failureReason, cancelReason }: Order): string | undefined {
  const reason = failureReason ?? cancelReason;
  return reason === undefined ? undefined : reasons[reason];
}
