import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import type { DomainError } from '#platform/domain-error';
import { closedAt, type Coupon, couponAlreadyIssued, couponNotFound, couponSoldOut } from '../domain/coupon';
import type { IssuedCoupon } from '../domain/issue';
import { CouponCache } from '../persistence/coupon-cache';
import { IssueRepository } from '../persistence/issue.repository';
import { UserCouponQueries } from '../persistence/user-coupon.queries';

interface Issued {
  readonly coupon: Coupon;
  readonly issued: IssuedCoupon;
}

@Injectable()
export class IssueCoupon {
  constructor(
    private readonly clock: DatabaseClock,
    private readonly cache: CouponCache,
    private readonly owned: UserCouponQueries,
    private readonly issuer: IssueRepository,
  ) {}

  /**
   * Issues the coupon to the user, first come, first served. The window is judged when the request arrives. A user who has the
   * coupon gets its id for ever, whatever has become of the definition.
   * @throws DomainError COUPON_NOT_FOUND, COUPON_ALREADY_ISSUED, COUPON_REVOKED, COUPON_ENDED, COUPON_NOT_STARTED,
   *   COUPON_SOLD_OUT
   * @throws Unavailable when too many requests wait
   */
  async execute(couponId: number, userId: number): Promise<Issued> {
    const instant = this.clock.now();
    const coupon = await this.cache.find(couponId);
    if (coupon === undefined) throw couponNotFound();
    const refusal = closedAt(coupon, instant) ?? (this.cache.isSoldOut(coupon) ? couponSoldOut(couponId) : undefined);
    if (refusal !== undefined) throw await this.unlessOwned(couponId, userId, refusal);
    return { coupon, issued: await this.issuer.issue({ couponId, userId, instant }) };
  }

  private async unlessOwned(couponId: number, userId: number, refusal: DomainError): Promise<DomainError> {
    const userCouponId = await this.owned.idOf(couponId, userId);
    return userCouponId === undefined ? refusal : couponAlreadyIssued(userCouponId);
  }
}
