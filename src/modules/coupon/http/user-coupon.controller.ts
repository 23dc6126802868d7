import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { CurrentUser } from '#platform/http/parameters/caller';
import { cursorDate, decodeCursor } from '#platform/http/parameters/cursor';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type PageRequest } from '#platform/http/parameters/page';
import { OptionalQueryInt, QueryChoice } from '#platform/http/parameters/query';
import type { Principal } from '#platform/security/principal';
import { MAX_ORDER_PRICE } from '../domain/discount';
import { LISTED_STATUSES, type ListedStatus, UserCouponQueries } from '../persistence/user-coupon.queries';
import { UserCouponView, userCouponView } from './coupon-view.dto';
import { POSITION_SHAPE, SerializedCoupons } from './serialized-coupons';

@ApiTags('coupons')
@Controller('coupons/mine')
export class UserCouponController {
  constructor(
    private readonly queries: UserCouponQueries,
    private readonly serialized: SerializedCoupons,
  ) {}

  /** Your coupons. Of the usable ones, what ends first comes first; of the others, what ended last. Revoked coupons are listed as expired. Without a `status`, used ones come after the others. */
  @Get()
  @ApiAnswers(200, pageOf(UserCouponView))
  async list(
    @CurrentUser() { userId }: Principal,
    @QueryChoice('status', LISTED_STATUSES) status: ListedStatus | undefined,
    @OptionalQueryInt('orderPrice', { min: 0, max: MAX_ORDER_PRICE }) orderPrice: number | undefined,
    @Page() { limit, cursor }: PageRequest,
  ): Promise<object> {
    const after = decodeCursor(cursor, POSITION_SHAPE);
    const position = after && { used: after[0], expiresAt: cursorDate(after[1]), userCouponId: after[2] };
    const coupons = await this.queries.list(userId, status, position, limit + 1);
    return this.serialized.pageOf(coupons, limit, orderPrice);
  }

  /** One of your coupons. */
  @Get(':userCouponId')
  @ApiAnswers(200, UserCouponView, { errors: ['USER_COUPON_NOT_FOUND'] })
  async show(
    @IdParam('userCouponId') userCouponId: number,
    @CurrentUser() { userId }: Principal,
  ): Promise<UserCouponView> {
    return userCouponView(await this.queries.get(userCouponId, userId), undefined);
  }
}
