import { Injectable } from '@nestjs/common';
import { JsonText } from '#platform/http/api-answers';
import { encodeCursor, type Parts } from '#platform/http/parameters/cursor';
import { toPage } from '#platform/http/parameters/page';
import type { ListedCoupon } from '../domain/user-coupon';
import { userCouponView } from './coupon-view.dto';

/** The type of each part of a cursor in a user's coupons. */
export const POSITION_SHAPE = ['number', 'number', 'number'] as const;

/** Serializes pages of users' coupons, each once for as long as it is cached. */
@Injectable()
export class SerializedCoupons {
  private readonly texts = new WeakMap<readonly ListedCoupon[], JsonText>();

  /** @param coupons one more than the limit of the page, if there are so many */
  pageOf(coupons: readonly ListedCoupon[], limit: number, orderPrice: number | undefined): JsonText {
    if (orderPrice !== undefined) return serialized(coupons, limit, orderPrice);
    let text = this.texts.get(coupons);
    if (text === undefined) {
      text = serialized(coupons, limit, undefined);
      this.texts.set(coupons, text);
    }
    return text;
  }
}

function serialized(coupons: readonly ListedCoupon[], limit: number, orderPrice: number | undefined): JsonText {
  const page = toPage(
    coupons,
    limit,
    (coupon) => encodeCursor(positionOf(coupon)),
    (coupon) => userCouponView(coupon, orderPrice),
  );
  return new JsonText(JSON.stringify(page));
}

function positionOf({ used, expiresAt, userCouponId }: ListedCoupon): Parts<typeof POSITION_SHAPE> {
  return [used, expiresAt.getTime(), userCouponId];
}
