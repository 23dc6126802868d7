import type { DiscountTerms } from './discount';

export type UserCouponStatus = 'USABLE' | 'USED' | 'EXPIRED' | 'REVOKED';

/** A coupon of a user with its definition. */
export interface UserCoupon extends DiscountTerms {
  readonly userCouponId: number;
  readonly couponId: number;
  readonly name: string;
  readonly status: UserCouponStatus;
  readonly orderId: number | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Where a coupon stands in a list: unused ones first, then by its end, then by its id. */
export interface UserCouponPosition {
  readonly used: number;
  readonly expiresAt: Date;
  readonly userCouponId: number;
}

/** A coupon of a user in a list. */
export type ListedCoupon = UserCoupon & UserCouponPosition;

/** Those of a user's coupons in a list that come after a position, at most `limit`. */
export interface ListRequest {
  readonly userId: number;
  readonly after: UserCouponPosition | undefined;
  readonly limit: number;
}
