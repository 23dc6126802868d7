import { Module } from '@nestjs/common';
import { provideSection } from '#platform/config/config';
import { CouponConfig } from './coupon.config';
import { CouponClient, UsableCoupons } from './coupon.contract';
import { ChangeCouponController } from './http/change-coupon.controller';
import { CouponController } from './http/coupon.controller';
import { SerializedCoupons } from './http/serialized-coupons';
import { UserCouponController } from './http/user-coupon.controller';
import { ClaimRepository } from './persistence/claim.repository';
import { CouponCache } from './persistence/coupon-cache';
import { CouponQueries } from './persistence/coupon.queries';
import { CouponRepository } from './persistence/coupon.repository';
import { IssueRepository } from './persistence/issue.repository';
import { UsableCouponQueries } from './persistence/usable-coupon.queries';
import { UserCouponQueries } from './persistence/user-coupon.queries';
import { ChangeCoupon } from './use-cases/change-coupon';
import { CreateCoupon } from './use-cases/create-coupon';
import { IssueCoupon } from './use-cases/issue-coupon';

/** Coupons: defined by administrators, issued first come, first served, and used on orders. */
@Module({
  controllers: [UserCouponController, CouponController, ChangeCouponController],
  providers: [
    provideSection(CouponConfig),
    CreateCoupon,
    ChangeCoupon,
    IssueCoupon,
    CouponRepository,
    CouponQueries,
    CouponCache,
    IssueRepository,
    UserCouponQueries,
    UsableCouponQueries,
    SerializedCoupons,
    { provide: UsableCoupons, useExisting: UserCouponQueries },
    { provide: CouponClient, useClass: ClaimRepository },
  ],
  exports: [CouponClient, UsableCoupons],
})
export class CouponModule {}
