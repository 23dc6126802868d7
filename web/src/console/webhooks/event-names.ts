import type { components } from '@hotdeal/client';
import { translations } from '../../i18n/language';

export type EventType = components['schemas']['WebhookDto']['eventTypes'][number];

const ko: Readonly<Record<EventType, string>> = {
  'order.placed': '주문 접수',
  'order.settled': '주문 결정',
  'order.cancelled': '주문 취소',
  'stock.changed': '재고 변경',
  'hot-deal.created': '핫딜 생성',
  'hot-deal.opened': '핫딜 시작',
  'hot-deal.changed': '핫딜 변경',
  'hot-deal.ended': '핫딜 종료',
  'coupon.issued': '쿠폰 발급',
};
const en: typeof ko = {
  'order.placed': 'Order placed',
  'order.settled': 'Order settled',
  'order.cancelled': 'Order cancelled',
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
