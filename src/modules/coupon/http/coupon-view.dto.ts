import { ApiProperty } from '@nestjs/swagger';
import { type Coupon, DISCOUNT_TYPES } from '../domain/coupon';
import { discountOn } from '../domain/discount';
import type { IssuedCoupon } from '../domain/issue';
import type { UserCoupon, UserCouponStatus } from '../domain/user-coupon';
import type { CouponStatistics } from '../persistence/coupon.queries';

const INTEGER = { type: 'integer', format: 'int64' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;

class DiscountView {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly couponId!: number;

  @ApiProperty({ description: 'what the coupon is called', example: '여름맞이 5,000원 쿠폰' })
  readonly name!: string;

  @ApiProperty({ enum: DISCOUNT_TYPES })
  readonly discountType!: Coupon['discountType'];

  @ApiProperty({ ...INTEGER, description: 'won for AMOUNT, percent for RATE', example: 5_000 })
  readonly discountValue!: number;

  @ApiProperty({ ...INTEGER, nullable: true, description: 'the most that a RATE takes off; null: no limit' })
  readonly maxDiscount!: number | null;

  @ApiProperty({ ...INTEGER, description: 'the least sum of an order that can use it', example: 30_000 })
  readonly minOrderPrice!: number;
}

export class CouponView extends DiscountView {
  @ApiProperty({ ...INTEGER, description: 'how many can be issued in all', example: 100 })
  readonly quantity!: number;

  @ApiProperty({ ...INTEGER, description: 'how many are left', example: 42 })
  readonly remaining!: number;

  @ApiProperty(INSTANT)
  readonly issueStartTime!: string;

  @ApiProperty({ ...INSTANT, description: 'exclusive' })
  readonly issueEndTime!: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'days that each is good for; null: `validUntil` says it',
  })
  readonly validDays!: number | null;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'until when all are good; null: `validDays` says it' })
  readonly validUntil!: string | null;

  @ApiProperty({ description: 'none is issued any more, and none can be put on a new order', example: false })
  readonly revoked!: boolean;

  @ApiProperty(INSTANT)
  readonly createdAt!: string;
}

export class UserCouponView extends DiscountView {
  @ApiProperty({ ...INTEGER, example: 7 })
  readonly userCouponId!: number;

  @ApiProperty({ enum: ['USABLE', 'USED', 'EXPIRED', 'REVOKED'] satisfies UserCouponStatus[] })
  readonly status!: UserCouponStatus;

  @ApiProperty({ ...INTEGER, nullable: true, description: 'the order that uses it; null: none', example: null })
  readonly orderId!: number | null;

  @ApiProperty(INSTANT)
  readonly issuedAt!: string;

  @ApiProperty(INSTANT)
  readonly expiresAt!: string;

  @ApiProperty({
    ...INTEGER,
    required: false,
    description: 'what it takes off `orderPrice`, 0 if it cannot be used; only where `orderPrice` is given',
    example: 5_000,
  })
  readonly discount?: number;
}

export class CouponStatisticsView {
  @ApiProperty({ ...INTEGER, description: 'how many can be issued in all', example: 100 })
  readonly quantity!: number;

  @ApiProperty({ ...INTEGER, example: 58 })
  readonly issued!: number;

  @ApiProperty({ ...INTEGER, description: 'how many are on an order', example: 12 })
  readonly used!: number;

  @ApiProperty({ ...INTEGER, description: 'how many were not used in time', example: 3 })
  readonly expired!: number;

  @ApiProperty({ ...INTEGER, description: 'what the orders with this coupon were reduced by, in won', example: 60_000 })
  readonly discountGiven!: number;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'null: none was issued' })
  readonly firstIssuedAt!: string | null;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'null: none was issued' })
  readonly lastIssuedAt!: string | null;
}

export function couponView(coupon: Coupon): CouponView {
  return {
    couponId: coupon.couponId,
    name: coupon.name,
    discountType: coupon.discountType,
    discountValue: coupon.discountValue,
    maxDiscount: coupon.maxDiscount,
    minOrderPrice: coupon.minOrderPrice,
    quantity: coupon.quantity,
    remaining: coupon.quantity - coupon.issued,
    issueStartTime: coupon.issueStartTime.toISOString(),
    issueEndTime: coupon.issueEndTime.toISOString(),
    validDays: coupon.validDays,
    validUntil: coupon.validUntil?.toISOString() ?? null,
    revoked: coupon.revokedAt !== null,
    createdAt: coupon.createdAt.toISOString(),
  };
}

/** A coupon that was issued at this moment. */
export function issuedCouponView({
  coupon,
  issued,
}: {
  readonly coupon: Coupon;
  readonly issued: IssuedCoupon;
}): UserCouponView {
  return userCouponView({ ...coupon, ...issued, status: 'USABLE', orderId: null }, undefined);
}

export function userCouponView(coupon: UserCoupon, orderPrice: number | undefined): UserCouponView {
  return {
    userCouponId: coupon.userCouponId,
    couponId: coupon.couponId,
    name: coupon.name,
    discountType: coupon.discountType,
    discountValue: coupon.discountValue,
    maxDiscount: coupon.maxDiscount,
    minOrderPrice: coupon.minOrderPrice,
    status: coupon.status,
    orderId: coupon.orderId,
    issuedAt: coupon.issuedAt.toISOString(),
    expiresAt: coupon.expiresAt.toISOString(),
    ...(orderPrice !== undefined && { discount: coupon.status === 'USABLE' ? discountOn(coupon, orderPrice) : 0 }),
  };
}

export function couponStatisticsView({
  firstIssuedAt,
  lastIssuedAt,
  ...counts
}: CouponStatistics): CouponStatisticsView {
  return {
    ...counts,
    firstIssuedAt: firstIssuedAt?.toISOString() ?? null,
    lastIssuedAt: lastIssuedAt?.toISOString() ?? null,
  };
}
