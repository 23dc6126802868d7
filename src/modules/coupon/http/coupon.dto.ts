import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { CheckedBy, IsId, IsInsteadOf, IsOneOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import { IsDateTime, IsText } from '#platform/http/body/texts';
import { DISCOUNT_TYPES, MAX_AMOUNT, MAX_NAME, MAX_QUANTITY, MAX_VALID_DAYS } from '../domain/coupon';
import { MAX_ORDER_PRICE } from '../domain/discount';

/** Money for AMOUNT, 1 to 100 percent for RATE. */
function IsDiscount(): PropertyDecorator {
  return applyDecorators(
    CheckedBy('isDiscount', (value, body) => {
      const isRate = (body as Partial<CouponDto>).discountType === 'RATE';
      if (!isRate || typeof value !== 'number' || value <= 100) return undefined;
      return { rule: 'TOO_LARGE', message: 'must be an integer from 1 to 100 for RATE' };
    }),
    IsWhole({ min: 1, max: MAX_AMOUNT }),
  );
}

/** The definition of a coupon. It has either `validDays` or `validUntil`. */
export class CouponDto {
  /** What the coupon is called, in one line. */
  @IsText({ most: MAX_NAME, lines: 'one', example: '여름맞이 5,000원 쿠폰' })
  readonly name!: string;

  @IsOneOf(DISCOUNT_TYPES)
  readonly discountType!: (typeof DISCOUNT_TYPES)[number];

  /** Won for AMOUNT; 1 to 100 percent for RATE. */
  @IsDiscount()
  readonly discountValue!: number;

  /** The most that a RATE takes off, in won; without it there is no limit. */
  @IsWhole({ min: 0, max: MAX_ORDER_PRICE })
  @MayBeLeftOut()
  readonly maxDiscount?: number;

  /** The least sum of an order that can use the coupon, in won. */
  @IsWhole({ min: 0, max: MAX_ORDER_PRICE })
  @MayBeLeftOut()
  readonly minOrderPrice?: number;

  /** How many can be issued, one to each user. */
  @IsWhole({ min: 1, max: MAX_QUANTITY })
  readonly quantity!: number;

  @IsDateTime()
  readonly issueStartTime!: string;

  /** After `issueStartTime`, and in the future. */
  @IsDateTime()
  readonly issueEndTime!: string;

  /** For how many days of 24 hours each coupon is good after it was issued; instead of `validUntil`. */
  @IsWhole({ min: 1, max: MAX_VALID_DAYS })
  @ValidateIf(({ validUntil, validDays }: CouponDto) => validUntil === undefined || validDays !== undefined)
  @ApiProperty({ required: false })
  readonly validDays?: number;

  /** Until when all of them are good, and at the latest issued; instead of `validDays`. */
  @IsDateTime()
  @MayBeLeftOut()
  @IsInsteadOf('validDays')
  readonly validUntil?: string;
}

export class IssueCouponDto {
  @IsId()
  readonly couponId!: number;
}
