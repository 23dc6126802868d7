import { translations } from '../../i18n/language';
import type { ReturnStatus, ShipmentStatus } from './shipping-views';

/** What waits to be shipped comes first. */
export const SHIPMENT_STATES = [
  'SHIPMENT_PREPARING',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
] as const satisfies readonly ShipmentStatus[];

/** What waits for a decision comes first. */
export const RETURN_STATES = ['RETURN_REQUESTED', 'RETURNED', 'REJECTED'] as const satisfies readonly ReturnStatus[];

/** The states, and HELD: what is not shipped before an administrator decides. */
export const SHIPMENT_FILTERS = ['SHIPMENT_PREPARING', 'HELD', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const;
export type ShipmentFilter = (typeof SHIPMENT_FILTERS)[number];

const shipments = translations({
  ko: {
    SHIPMENT_PREPARING: '발송 대기',
    HELD: '발송 보류',
    SHIPPED: '배송 중',
    DELIVERED: '배송 완료',
    CANCELLED: '발송 취소',
  },
  en: {
    SHIPMENT_PREPARING: 'To ship',
    HELD: 'On hold',
    SHIPPED: 'Shipped',
    DELIVERED: 'Delivered',
    CANCELLED: 'Cancelled',
  },
});

export function shipmentStateName(state: ShipmentFilter): string {
  return shipments[state];
}

export function shipmentTone(state: ShipmentStatus): string | undefined {
  return state === 'DELIVERED' ? 'success' : undefined;
}

const returns = translations({
  ko: { RETURN_REQUESTED: '반품 신청', RETURNED: '반품 완료', REJECTED: '반품 거절' },
  en: { RETURN_REQUESTED: 'Requested', RETURNED: 'Completed', REJECTED: 'Rejected' },
});

export function returnStateName(state: ReturnStatus): string {
  return returns[state];
}

export function returnTone(state: ReturnStatus): string | undefined {
  if (state === 'RETURNED') return 'success';
  return state === 'REJECTED' ? 'danger' : undefined;
}
