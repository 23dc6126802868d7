import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const couponErrors = {
  COUPON_NOT_FOUND: 404,
  USER_COUPON_NOT_FOUND: 404,
  COUPON_NOT_STARTED: 409,
  COUPON_ENDED: 409,
  COUPON_SOLD_OUT: 409,
  COUPON_ALREADY_ISSUED: 409,
  COUPON_REVOKED: 409,
  COUPON_LIMIT_EXCEEDED: 409,
  COUPON_NOT_OWNED: 409,
  COUPON_EXPIRED: 409,
  COUPON_ALREADY_USED: 409,
  COUPON_BELOW_MINIMUM: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const couponAbout = {
  COUPON_NOT_STARTED: z
    .object({ startsAt: z.iso.datetime().describe('when the coupon can be claimed') })
    .meta({ example: { startsAt: '2025-07-14T15:00:00.000Z' } }),
  COUPON_ALREADY_ISSUED: z
    .object({ userCouponId: z.int().describe('the coupon that the user has') })
    .meta({ example: { userCouponId: 7 } }),
  COUPON_LIMIT_EXCEEDED: z
    .object({ limit: z.int().describe('the most coupons of one kind') })
    .meta({ example: { limit: 10_000_000 } }),
  COUPON_BELOW_MINIMUM: z
    .object({ minOrderPrice: z.int().describe('the least sum of an order off which the coupon takes something') })
    .meta({ example: { minOrderPrice: 30_000 } }),
};

type CouponAbout = AboutOf<typeof couponAbout>;
type CouponErrors = typeof couponErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends CouponErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends CouponAbout {}
}
