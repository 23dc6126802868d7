import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryChoice } from '#platform/http/parameters/query';
import { Limited } from '#platform/limits/rate-limit';
import { Reader } from '#platform/security/access';
import type { Principal } from '#platform/security/principal';
import { COUPON_LIMIT } from '../coupon.config';
import { COUPON_STATUSES, CouponQueries, type CouponStatus } from '../persistence/coupon.queries';
import { IssueCoupon } from '../use-cases/issue-coupon';
import { IssueCouponDto } from './coupon.dto';
import { CouponView, couponView, issuedCouponView, UserCouponView } from './coupon-view.dto';

const ISSUED = {
  location: '/api/coupons/mine/{userCouponId}',
  errors: [
    'COUPON_NOT_FOUND',
    'COUPON_NOT_STARTED',
    'COUPON_ENDED',
    'COUPON_SOLD_OUT',
    'COUPON_ALREADY_ISSUED',
    'COUPON_REVOKED',
  ],
} as const;

@ApiTags('coupons')
@Controller('coupons')
export class CouponController {
  constructor(
    private readonly queries: CouponQueries,
    private readonly issuer: IssueCoupon,
  ) {}

  /** All coupons, newest first. Revoked ones are listed as ended. */
  @Get()
  @Reader()
  @ApiAnswers(200, pageOf(CouponView))
  async list(
    @QueryChoice('status', COUPON_STATUSES) status: CouponStatus | undefined,
    @Page() request: PageRequest,
  ): Promise<Paged<CouponView>> {
    const page = await readPage(
      request,
      ['number'],
      (after, limit) => this.queries.list(status, after?.[0], limit),
      ({ couponId }) => [couponId],
    );
    return { ...page, items: page.items.map(couponView) };
  }

  /** One coupon, also when it has ended. */
  @Get(':couponId')
  @Reader()
  @ApiAnswers(200, CouponView, { errors: ['COUPON_NOT_FOUND'] })
  async show(@IdParam('couponId') couponId: number): Promise<CouponView> {
    return couponView(await this.queries.get(couponId));
  }

  /** Claims a coupon for you. */
  @Post('issue')
  @Limited(COUPON_LIMIT)
  @ApiAnswers(201, UserCouponView, ISSUED)
  @MaxBody(1)
  async issueOf(@Body() { couponId }: IssueCouponDto, @CurrentUser() { userId }: Principal): Promise<UserCouponView> {
    return issuedCouponView(await this.issuer.execute(couponId, userId));
  }

  /**
   * Claims a coupon for you: first come, first served, one for each user. It needs no `Idempotency-Key`: a repeated
   * request is answered `COUPON_ALREADY_ISSUED` with the id of your coupon, also after the coupon has run out or ended.
   */
  @Post(':couponId/issue')
  @Limited(COUPON_LIMIT)
  @ApiAnswers(201, UserCouponView, ISSUED)
  async issue(@IdParam('couponId') couponId: number, @CurrentUser() { userId }: Principal): Promise<UserCouponView> {
    return issuedCouponView(await this.issuer.execute(couponId, userId));
  }
}
