import { Injectable } from '@nestjs/common';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import type { Coupon } from '../domain/coupon';
import { CouponQueries } from '../persistence/coupon.queries';
import { CouponRepository } from '../persistence/coupon.repository';

/** What an administrator changes about a coupon that exists. */
@Injectable()
export class ChangeCoupon {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly coupons: CouponRepository,
    private readonly queries: CouponQueries,
  ) {}

  /** Once per idempotency key. @throws DomainError COUPON_NOT_FOUND, COUPON_LIMIT_EXCEEDED */
  async increase(key: RequestKey, couponId: number, quantity: number): Promise<Coupon> {
    const attempt = { key, scope: 'coupon.increase', request: { couponId, quantity } };
    await this.idempotency.run(attempt, async (claim) => {
      await this.coupons.increase(couponId, quantity, claim);
      return couponId;
    });
    return this.queries.get(couponId);
  }

  /** @throws DomainError COUPON_NOT_FOUND */
  async revoke(couponId: number): Promise<Coupon> {
    await this.coupons.revoke(couponId);
    return this.queries.get(couponId);
  }

  /** @throws DomainError COUPON_NOT_FOUND */
  end(couponId: number): Promise<void> {
    return this.coupons.end(couponId);
  }
}
