import type { components } from '@hotdeal/client';
import { translations } from '../../i18n/language';

export type EventType = components['schemas']['WebhookDto']['eventTypes'][number];

const ko: Readonly<Record<EventType, string>> = {
  'order.placed': '주문 접수',
  'order.payment-requested': '결제 요청',
  'order.payment-failed': '결제 실패',
  'order.settled': '주문 결정',
  'order.shipment-preparing': '배송 준비',
  'order.progressed': '배송·반품 진행',
  'order.cancelled': '주문 취소',
  'order.completed': '주문 전체 내용 (데이터 플랫폼)',
  'payment.ended': '결제 결과',
  'payment.refunded': '환불 완료',
  'stock.reserved': '재고 예약',
  'stock.confirmed': '재고 확정',
  'stock.released': '재고 해제',
  'stock.changed': '재고 변경',
  'hot-deal.created': '핫딜 생성',
  'hot-deal.opened': '핫딜 시작',
  'hot-deal.changed': '핫딜 변경',
  'hot-deal.ended': '핫딜 종료',
  'coupon.issued': '쿠폰 발급',
};
const en: typeof ko = {
  'order.placed': 'Order placed',
  'order.payment-requested': 'Payment requested',
  'order.payment-failed': 'Payment failed',
  'order.settled': 'Order settled',
  'order.shipment-preparing': 'Shipment preparing',
  'order.progressed': 'Order shipped, delivered or returned',
  'order.cancelled': 'Order cancelled',
  'order.completed': 'Whole order (data platform)',
  'payment.ended': 'Payment ended',
  'payment.refunded': 'Payment refunded',
  'stock.reserved': 'Stock reserved',
  'stock.confirmed': 'Stock confirmed',
  'stock.released': 'Stock released',
  'stock.changed': 'Stock changed',
  'hot-deal.created': 'Deal created',
  'hot-deal.opened': 'Deal opened',
  'hot-deal.changed': 'Deal changed',
  'hot-deal.ended': 'Deal ended',
  'coupon.issued': 'Coupon claimed',
};
const names = translations({ ko, en });

export const EVENT_TYPES = Object.keys(ko) as readonly EventType[];

export function eventName(type: EventType): string {
  return names[type];
}
