import { arePaymentsOn, areOrdersShipped } from '../api/shop-information';
import type { Order } from '../api/views';
import { translations } from '../i18n/language';

const messages = translations({
  ko: {
    before: '처리 중',
    pending: '결제 대기',
    success: '주문 완료',
    failure: '주문 실패',
    cancelled: '취소 완료',
    requested: '결제 진행 중',
    notPaid: '결제 실패',
    paid: '결제 완료',
    shipped: '배송 중',
    delivered: '배송 완료',
    returnRequested: '반품 접수',
    returned: '반품 완료',
    expired: '결제 기한 만료',
    shortage: '재고가 부족해요.',
    unavailable: '판매가 중지된 상품이 있어요.',
    coupon: '쿠폰을 쓸 수 없어요.',
    points: '포인트가 부족해요.',
  },
  en: {
    before: 'Processing',
    pending: 'Waiting for payment',
    success: 'Confirmed',
    failure: 'Failed',
    cancelled: 'Cancelled',
    requested: 'Payment in progress',
    notPaid: 'Payment failed',
    paid: 'Paid',
    shipped: 'Shipped',
    delivered: 'Delivered',
    returnRequested: 'Return requested',
    returned: 'Returned',
    expired: 'Payment expired',
    shortage: 'Not enough stock.',
    unavailable: 'A product is no longer available.',
    coupon: 'The coupon cannot be used.',
    points: 'You do not have enough points.',
  },
});

export const ORDER_STATUSES = ['ORDER_SUCCESS', 'ORDER_BEFORE', 'ORDER_FAILURE', 'ORDER_CANCELLED'] as const;

const PARCEL_STAGES = ['SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'RETURNED'] as const;

const UNPAID_STAGES = ['AWAITING_PAYMENT', 'PAYMENT_REQUESTED', 'PAYMENT_COMPLETED'] as const;
const ENDED_STAGES = ['PAYMENT_FAILED', 'EXPIRED', 'CANCELLED', 'FAILED'] as const;
/** By which a list of orders can be narrowed, where there are such orders. */
export const LISTED_STAGES = [
  ...UNPAID_STAGES,
  ...PARCEL_STAGES,
  ...ENDED_STAGES,
] as const satisfies readonly Order['stage'][];

/** What is offered for that, with its label. Where orders are to be paid, their stages say more than their statuses. */
export function orderChoices(): readonly (readonly [choice: string, label: string])[] {
  const shipped = areOrdersShipped.value ? PARCEL_STAGES : [];
  const stages = arePaymentsOn.value ? [...UNPAID_STAGES, ...shipped, ...ENDED_STAGES] : shipped;
  const statuses = arePaymentsOn.value ? [] : ORDER_STATUSES;
  return [
    ...statuses.map((status) => [status, statusLabel(status)] as const),
    ...stages.map((stage) => [stage, stageLabel(stage)] as const),
  ];
}

function statusLabel(status: Order['status']): string {
  const words = {
    ORDER_BEFORE: messages.before,
    ORDER_PENDING: messages.pending,
    ORDER_SUCCESS: messages.success,
    ORDER_FAILURE: messages.failure,
    ORDER_CANCELLED: messages.cancelled,
  };
  return words[status];
}

function stageLabel(stage: Order['stage']): string {
  const words: Readonly<Record<Order['stage'], string>> = {
    CREATED: messages.before,
    AWAITING_PAYMENT: messages.pending,
    PAYMENT_REQUESTED: messages.requested,
    PAYMENT_FAILED: messages.notPaid,
    PAYMENT_COMPLETED: messages.paid,
    SHIPPED: messages.shipped,
    DELIVERED: messages.delivered,
    RETURN_REQUESTED: messages.returnRequested,
    RETURNED: messages.returned,
    CANCELLED: messages.cancelled,
    EXPIRED: messages.expired,
    FAILED: messages.failure,
  };
  return words[stage];
}

/** The goods have left the shop, so the order cannot be cancelled any more. */
export function isOnItsWay(stage: Order['stage']): boolean {
  return (PARCEL_STAGES as readonly Order['stage'][]).includes(stage);
}

/** The buyer may cancel until then. */
export function isCancellable({ status, stage }: Order): boolean {
  return status !== 'ORDER_FAILURE' && status !== 'ORDER_CANCELLED' && !isOnItsWay(stage);
}

/** How far the order has come; an order that was placed without payments has no stages of a payment. */
export function orderLabel({ amountDue, status, stage }: Order): string {
  return amountDue === undefined && !isOnItsWay(stage) ? statusLabel(status) : stageLabel(stage);
}

export function failureLabel(reason: Order['failureReason']): string {
  if (reason === null) return '';
  const words: Readonly<Record<typeof reason, string>> = {
    INSUFFICIENT_STOCK: messages.shortage,
    PRODUCT_UNAVAILABLE: messages.unavailable,
    COUPON_UNAVAILABLE: messages.coupon,
    INSUFFICIENT_POINTS: messages.points,
  };
  return words[reason];
}
