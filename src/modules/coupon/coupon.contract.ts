import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** A user's coupon on an order, judged at one instant. */
export interface CouponQuote {
  readonly userId: number;
  readonly userCouponId: number;
  /** the sum of the order's lines, in the currency's smallest unit */
  readonly orderPrice: number;
  /** a time of the database's clock */
  readonly instant: Date;
}

/** The coupon that an order wants to use. `instant` is the order's date. */
export interface CouponRequest extends CouponQuote {
  readonly orderId: number;
}

export type CouponDecision =
  | { readonly orderId: number; readonly outcome: 'HELD'; readonly discount: number }
  | { readonly orderId: number; readonly outcome: 'REFUSED' };

/** Coupons as orders use them. A coupon is on at most one order that is not over. */
export abstract class CouponClient {
  /**
   * What the coupon takes off an order of this price at this instant, at least 1. It reserves nothing.
   * @throws DomainError COUPON_NOT_OWNED, COUPON_ALREADY_USED, COUPON_REVOKED, COUPON_EXPIRED, COUPON_BELOW_MINIMUM: in
   * this order, if several apply
   */
  abstract quote(quote: CouponQuote): Promise<number>;

  /**
   * Decides each order once and for ever: HELD with its discount, or REFUSED. A repeated request gets the decision that
   * was made and changes nothing. What counts is the order's instant, however late the request comes. An order that was
   * released before is REFUSED. All requests of one call commit together.
   * @throws Unavailable when the database does not answer; the outcome is then unknown, and the call can be repeated
   */
  abstract reserve(requests: readonly CouponRequest[]): Promise<readonly CouponDecision[]>;

  /** The orders are completed: their coupons stay used. Repeating it changes nothing, nor does it after a release. */
  abstract consume(orderIds: readonly number[]): Promise<void>;

  /**
   * The orders end without using their coupons, which are free again: after a reservation, also a consumed one, or
   * before or without one. Repeating it changes nothing, also when another order has the coupon by then.
   */
  abstract release(requests: readonly CouponRelease[]): Promise<void>;
}

/** An order that gives its coupon back. */
export type CouponRelease = Pick<CouponRequest, 'orderId' | 'userId' | 'userCouponId'>;

/** A coupon that its owner can use now. */
export interface UsableCoupon {
  readonly userCouponId: number;
  readonly couponId: number;
  readonly name: string;
  readonly discountType: 'RATE' | 'AMOUNT';
  /** percent for RATE, money for AMOUNT */
  readonly discountValue: number;
  readonly maxDiscount: number | null;
  readonly minOrderPrice: number;
  readonly expiresAt: Date;
}

/** What users can use now, read from the database. */
export abstract class UsableCoupons {
  /** The first `limit` of them, what ends first comes first. */
  abstract soonestOf(userId: number, limit: number): Promise<readonly UsableCoupon[]>;

  abstract countOf(userId: number): Promise<number>;
}

/** A user got a coupon. Published while the row of its definition is locked, so in the order of the commits. */
export const CouponIssued = defineEvent(
  'coupon.issued',
  z.object({ couponId: z.number(), userId: z.number(), userCouponId: z.number() }),
);
