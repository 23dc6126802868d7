import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { now } from '../api/shop';
import type { Coupon } from '../api/views';
import { won } from '../i18n/format';
import { translations } from '../i18n/language';

const messages = translations({
  ko: {
    rate: (percent: number) => `${percent}% 할인`,
    amount: (price: string) => `${price} 할인`,
    most: (price: string) => `최대 ${price}`,
    minimum: (price: string) => `${price} 이상 구매할 때 사용`,
    anyPrice: '구매 금액 제한 없이 사용',
  },
  en: {
    rate: (percent: number) => `${percent}% off`,
    amount: (price: string) => `${price} off`,
    most: (price: string) => `up to ${price}`,
    minimum: (price: string) => `On orders of ${price} or more`,
    anyPrice: 'On orders of any amount',
  },
});

type Terms = Pick<Coupon, 'discountType' | 'discountValue' | 'maxDiscount' | 'minOrderPrice'>;

/** What a coupon takes off, and from which price on. */
export function CouponTerms({ terms }: { readonly terms: Terms }): JSX.Element {
  const { discountType, discountValue, maxDiscount, minOrderPrice } = terms;
  return (
    <>
      <p class="discount">
        <strong>{discountType === 'RATE' ? messages.rate(discountValue) : messages.amount(won(discountValue))}</strong>{' '}
        {discountType === 'RATE' && maxDiscount !== null && <span class="hint">{messages.most(won(maxDiscount))}</span>}
      </p>
      <p class="hint">{minOrderPrice > 0 ? messages.minimum(won(minOrderPrice)) : messages.anyPrice}</p>
    </>
  );
}

export type CouponPhase = 'upcoming' | 'active' | 'ended';

/** No coupon is issued after the time until which it could be used. */
export function issuedUntil({ issueEndTime, validUntil }: Coupon): string {
  return validUntil !== null && Date.parse(validUntil) < Date.parse(issueEndTime) ? validUntil : issueEndTime;
}

/** By the shop's clock. */
function phaseOf(coupon: Coupon, time: number): CouponPhase {
  if (coupon.revoked || time >= Date.parse(issuedUntil(coupon))) return 'ended';
  return time < Date.parse(coupon.issueStartTime) ? 'upcoming' : 'active';
}

/** Renders the component again when issuing one of the coupons starts or ends, and not on every tick of the clock. */
export function useCouponPhases(coupons: readonly Coupon[]): readonly CouponPhase[] {
  const [, setPhases] = useState('');
  useEffect(() => now.subscribe((time) => setPhases(coupons.map((coupon) => phaseOf(coupon, time)).join())), [coupons]);
  return coupons.map((coupon) => phaseOf(coupon, now.peek()));
}
