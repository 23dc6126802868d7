import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { CurrentRequester } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { QueryInt } from '#platform/http/parameters/query';
import type { Requester } from '#platform/limits/bulkhead';
import { AdminOnly } from '#platform/security/access';
import { MAX_QUANTITY } from '../domain/coupon';
import { CouponQueries } from '../persistence/coupon.queries';
import { ChangeCoupon } from '../use-cases/change-coupon';
import { CreateCoupon } from '../use-cases/create-coupon';
import { CouponDto } from './coupon.dto';
import { CouponStatisticsView, couponStatisticsView, CouponView, couponView } from './coupon-view.dto';

@ApiTags('coupons')
@Controller('coupons')
@AdminOnly()
export class ChangeCouponController {
  constructor(
    private readonly creator: CreateCoupon,
    private readonly changer: ChangeCoupon,
    private readonly queries: CouponQueries,
  ) {}

  /** Creates a coupon that users can claim. */
  @Post()
  @ApiAnswers(201, CouponView, {
    location: '/api/coupons/{couponId}',
    errors: ['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
  })
  @MaxBody(4)
  async create(@IdempotencyKey() key: RequestKey, @Body() body: CouponDto): Promise<CouponView> {
    return couponView(await this.creator.execute(key, body));
  }

  /** Adds coupons that can be issued. */
  @Post(':couponId/increase')
  @ApiAnswers(200, CouponView, {
    errors: ['COUPON_NOT_FOUND', 'COUPON_LIMIT_EXCEEDED', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'],
  })
  async increase(
    @IdParam('couponId') couponId: number,
    @QueryInt('quantity', { min: 1, max: MAX_QUANTITY }) quantity: number,
    @IdempotencyKey() key: RequestKey,
  ): Promise<CouponView> {
    return couponView(await this.changer.increase(key, couponId, quantity));
  }

  /** Ends the issuing of a coupon now. Those that users have stay good. Repeating it changes nothing. */
  @Delete(':couponId')
  @ApiAnswers(204, undefined, { errors: ['COUPON_NOT_FOUND'] })
  end(@IdParam('couponId') couponId: number): Promise<void> {
    return this.changer.end(couponId);
  }

  /** Revokes a coupon: none is issued any more, and none can be put on a new order. Repeating it changes nothing. */
  @Post(':couponId/revoke')
  @ApiAnswers(200, CouponView, { errors: ['COUPON_NOT_FOUND'] })
  async revoke(@IdParam('couponId') couponId: number): Promise<CouponView> {
    return couponView(await this.changer.revoke(couponId));
  }

  /** What has become of a coupon: how many were issued and used, and what orders were reduced by. */
  @Get(':couponId/statistics')
  @ApiAnswers(200, CouponStatisticsView, { errors: ['COUPON_NOT_FOUND'] })
  async statistics(
    @IdParam('couponId') couponId: number,
    @CurrentRequester() requester: Requester,
  ): Promise<CouponStatisticsView> {
    return couponStatisticsView(await this.queries.statistics(couponId, requester));
  }
}
