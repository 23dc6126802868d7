import type { components } from '@hotdeal/client';
import { now } from '../../api/shop';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';

export type Coupon = components['schemas']['CouponView'];
export type CouponPhase = 'upcoming' | 'active' | 'ended';
type Discount = Pick<Coupon, 'discountType' | 'discountValue' | 'maxDiscount' | 'minOrderPrice'>;
type Validity = Pick<Coupon, 'validDays' | 'validUntil'>;

const messages = translations({
  ko: {
    rate: (percent: string) => `${percent}% 할인`,
    upTo: (price: string) => ` (최대 ${price})`,
    amount: (price: string) => `${price} 할인`,
    from: (price: string) => `${price} 이상 주문 시`,
    any: '제한 없음',
    days: (days: string) => `받은 날부터 ${days}일`,
    until: (time: string) => `${time}까지`,
    revoked: '사용 중지',
    ended: '발급 종료',
    upcoming: '발급 예정',
    soldOut: '모두 발급됨',
    active: '발급 중',
  },
  en: {
    rate: (percent: string) => `${percent}% off`,
    upTo: (price: string) => ` (up to ${price})`,
    amount: (price: string) => `${price} off`,
    from: (price: string) => `Orders of ${price} or more`,
    any: 'None',
    days: (days: string) => `${days} ${days === '1' ? 'day' : 'days'} from issue`,
    until: (time: string) => `Until ${time}`,
    revoked: 'Revoked',
    ended: 'Ended',
    upcoming: 'Upcoming',
    soldOut: 'All issued',
    active: 'Active',
  },
});

/** `10% off (up to ₩5,000)` */
export function discountText({ discountType, discountValue, maxDiscount }: Discount): string {
  if (discountType === 'AMOUNT') return messages.amount(won(discountValue));
  const cap = maxDiscount === null ? '' : messages.upTo(won(maxDiscount));
  return `${messages.rate(count(discountValue))}${cap}`;
}

export function minimumText({ minOrderPrice }: Discount): string {
  return minOrderPrice === 0 ? messages.any : messages.from(won(minOrderPrice));
}

export function validityText({ validDays, validUntil }: Validity): string {
  if (validUntil !== null) return messages.until(dateTime(validUntil));
  return messages.days(count(validDays ?? 0));
}

/** By the shop's clock. No coupon is issued after the time until which it could be used. */
export function phaseOfCoupon({ issueStartTime, issueEndTime, validUntil }: Coupon): CouponPhase {
  const ends = [issueEndTime, ...(validUntil === null ? [] : [validUntil])];
  if (ends.some((end) => now.value >= Date.parse(end))) return 'ended';
  return now.value < Date.parse(issueStartTime) ? 'upcoming' : 'active';
}

export function stateText(coupon: Coupon): string {
  if (coupon.revoked) return messages.revoked;
  const phase = phaseOfCoupon(coupon);
  return phase === 'active' && coupon.remaining === 0 ? messages.soldOut : messages[phase];
}
