import type { components } from '@hotdeal/client';
import { translations } from '../../i18n/language';

export type PointEntry = components['schemas']['PointEntryView'];

const kinds = translations({
  ko: { CHARGE: '충전', CONSUME: '주문에 사용', SPEND: '주문 결제', REFUND: '환불', ADJUST: '조정' },
  en: {
    CHARGE: 'Charged',
    CONSUME: 'Used on an order',
    SPEND: 'Paid for an order',
    REFUND: 'Refunded',
    ADJUST: 'Adjusted',
  },
});

export function entryName({ kind }: PointEntry): string {
  return kinds[kind];
}

const references = translations({
  ko: {
    ORDER: (id: number) => `주문 ${id}`,
    PAYMENT: (id: number) => `결제 ${id}`,
    REFUND: (id: number) => `환불 ${id}`,
    RETURN: (id: number) => `반품 ${id}`,
    CHARGE: (id: number) => `충전 ${id}`,
    ADMIN: (id: number) => `관리자 ${id}`,
  },
  en: {
    ORDER: (id: number) => `Order ${id}`,
    PAYMENT: (id: number) => `Payment ${id}`,
    REFUND: (id: number) => `Refund ${id}`,
    RETURN: (id: number) => `Return ${id}`,
    CHARGE: (id: number) => `Charge ${id}`,
    ADMIN: (id: number) => `Administrator ${id}`,
  },
});

/** What has changed the balance. */
export function referenceName({ reference: { type, id } }: PointEntry): string {
  return references[type](id);
}
