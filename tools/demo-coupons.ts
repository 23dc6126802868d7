// The coupons of the demo catalogue.
import type { components } from '@hotdeal/client';

type CouponBody = components['schemas']['CouponDto'];

export interface DemoCoupon extends Omit<CouponBody, 'issueStartTime' | 'issueEndTime'> {
  /** of the idempotency key under which it is created */
  readonly key: string;
  /** counted from the begin of the load */
  readonly startsInHours: number;
  readonly days: number;
  /** the administrator claims one, so that some of them are gone */
  readonly isClaimed: boolean;
}

/** One that can be claimed, first come, first served, and one that begins soon. */
export const demoCoupons: readonly DemoCoupon[] = [
  {
    key: 'weekend',
    name: '주말 10% 쿠폰 · 10% off the weekend',
    discountType: 'RATE',
    discountValue: 10,
    maxDiscount: 10_000,
    quantity: 1_000,
    startsInHours: 3,
    days: 3,
    validDays: 7,
    isClaimed: false,
  },
  {
    key: 'first-hundred',
    name: '선착순 5,000원 쿠폰 · 5,000 won for the first 100',
    discountType: 'AMOUNT',
    discountValue: 5_000,
    minOrderPrice: 30_000,
    quantity: 100,
    startsInHours: -1,
    days: 7,
    validDays: 30,
    isClaimed: true,
  },
];
