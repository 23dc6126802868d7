import type { components } from '@hotdeal/client';
import { wordsOf } from '../../ground/language';

export type EventType = components['schemas']['WebhookDto']['eventTypes'][number];

const names = wordsOf({
  ko: {
    'order.placed': '주문 접수',
    'order.settled': '주문 결정',
    'order.cancelled': '주문 취소',
    'stock.changed': '재고 변경',
    'hot-deal.created': '핫딜 생성',
    'hot-deal.opened': '핫딜 시작',
    'hot-deal.ended': '핫딜 종료',
  },
  en: {
    'order.placed': 'Order placed',
    'order.settled': 'Order settled',
    'order.cancelled': 'Order cancelled',
    'stock.changed': 'Stock changed',
    'hot-deal.created': 'Deal created',
    'hot-deal.opened': 'Deal opened',
    'hot-deal.ended': 'Deal ended',
  },
});

export const EVENT_TYPES: readonly EventType[] = [
  'order.placed',
  'order.settled',
  'order.cancelled',
  'stock.changed',
  'hot-deal.created',
  'hot-deal.opened',
  'hot-deal.ended',
];

export function eventName(type: EventType): string {
  return names[type];
}
