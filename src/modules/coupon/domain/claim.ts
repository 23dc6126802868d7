import { DomainError } from '#platform/domain-error';
import type { CouponDecision, CouponQuote, CouponRequest } from '../coupon.contract';
import { couponRevoked } from './coupon';
import { discountOn, type DiscountTerms, leastPriceOf } from './discount';

/** HELD: the order waits for its completion. REFUSED, CONSUMED and RELEASED are what became of it. */
type ClaimState = 'HELD' | 'REFUSED' | 'CONSUMED' | 'RELEASED';

/** What was decided about the coupon of an order. */
export interface CouponClaim {
  readonly orderId: number;
  readonly userCouponId: number;
  readonly userId: number;
  readonly state: ClaimState;
  readonly discount: number;
}

/** A user's coupon with its definition, read while its row is locked. */
export interface OwnedCoupon extends DiscountTerms {
  readonly userCouponId: number;
  readonly couponId: number;
  readonly userId: number;
  readonly expiresAt: Date;
  /** the order that has the coupon */
  readonly orderId: number | null;
  readonly revokedAt: Date | null;
}

type Judgement = { readonly discount: number } | { readonly refusal: DomainError };

/**
 * What the coupon takes off this user's order, or why the order cannot have it, judged at the order's instant. A coupon
 * that would take off nothing is refused, instead of being used up for it.
 */
export function judge({ userId, orderPrice, instant }: CouponQuote, coupon: OwnedCoupon | undefined): Judgement {
  if (coupon?.userId !== userId) return refused('COUPON_NOT_OWNED', 'You do not have this coupon.');
  if (coupon.orderId !== null) return refused('COUPON_ALREADY_USED', 'This coupon has already been used.');
  if (coupon.revokedAt !== null && coupon.revokedAt <= instant) return { refusal: couponRevoked() };
  if (coupon.expiresAt <= instant) return refused('COUPON_EXPIRED', 'This coupon has expired.');
  const discount = discountOn(coupon, orderPrice);
  if (discount > 0) return { discount };
  const minOrderPrice = leastPriceOf(coupon);
  const message = `This coupon needs an order of at least ${minOrderPrice}.`;
  return { refusal: new DomainError('conflict', 'COUPON_BELOW_MINIMUM', message, { about: { minOrderPrice } }) };
}

function refused(code: 'COUPON_NOT_OWNED' | 'COUPON_ALREADY_USED' | 'COUPON_EXPIRED', message: string): Judgement {
  return { refusal: new DomainError('conflict', code, message) };
}

/** What is read while the users' coupons are locked. */
interface ClaimRows {
  readonly coupons: ReadonlyMap<number, OwnedCoupon>;
  /** by order */
  readonly claims: ReadonlyMap<number, CouponClaim>;
}

/**
 * The claims that are new: an order that was decided keeps its decision, and of the orders that want one coupon the first
 * gets it.
 */
export function newClaims(requests: readonly CouponRequest[], { coupons, claims }: ClaimRows): CouponClaim[] {
  const decided = new Set(claims.keys());
  const taken = new Set<number>();
  return requests.flatMap<CouponClaim>((request) => {
    const { orderId, userCouponId, userId } = request;
    if (decided.has(orderId)) return [];
    decided.add(orderId);
    const judged = judge(request, taken.has(userCouponId) ? undefined : coupons.get(userCouponId));
    if ('refusal' in judged) return [{ orderId, userCouponId, userId, state: 'REFUSED', discount: 0 }];
    taken.add(userCouponId);
    return [{ orderId, userCouponId, userId, state: 'HELD', discount: judged.discount }];
  });
}

/** Whether the order has the coupon. */
export function isLive({ state }: Pick<CouponClaim, 'state'>): boolean {
  return state === 'HELD' || state === 'CONSUMED';
}

/** An order that was released never gets its coupon, also by a request that comes late. */
export function decisionOf(claim: CouponClaim): CouponDecision {
  const { orderId, discount } = claim;
  return isLive(claim) ? { orderId, outcome: 'HELD', discount } : { orderId, outcome: 'REFUSED' };
}
