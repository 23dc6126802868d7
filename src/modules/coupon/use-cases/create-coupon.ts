import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { DatabaseClock } from '#platform/database/database-clock';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { invalid } from '#platform/http/invalid';
import { instantOf } from '#platform/timing/zoned-time';
import { type Coupon, fieldInThePast, fieldOutsideLimits, normalized, type PlannedCoupon } from '../domain/coupon';
import { CouponQueries } from '../persistence/coupon.queries';
import { CouponRepository } from '../persistence/coupon.repository';

/** A coupon as a request describes it: times in ISO 8601; without an offset they are times of the shop's zone. */
export interface CouponDraft {
  readonly name: string;
  readonly discountType: PlannedCoupon['discountType'];
  readonly discountValue: number;
  readonly maxDiscount?: number;
  readonly minOrderPrice?: number;
  readonly quantity: number;
  readonly issueStartTime: string;
  readonly issueEndTime: string;
  readonly validDays?: number;
  readonly validUntil?: string;
}

@Injectable()
export class CreateCoupon {
  constructor(
    private readonly config: Config,
    private readonly idempotency: Idempotency,
    private readonly clock: DatabaseClock,
    private readonly coupons: CouponRepository,
    private readonly queries: CouponQueries,
  ) {}

  /**
   * @returns the coupon that was created by this request, or by the one that it repeats
   * @throws DomainError VALIDATION_FAILED
   */
  async execute(key: RequestKey, draft: CouponDraft): Promise<Coupon> {
    const plan = this.planned(draft);
    const outside = fieldOutsideLimits(plan);
    if (outside !== undefined) throw invalid([outside]);
    const attempt = { key, scope: 'coupon.create', request: plan };
    const { resourceId } = await this.idempotency.run(attempt, (claim) => {
      const past = fieldInThePast(plan, this.clock.now());
      if (past !== undefined) throw invalid([past]);
      return this.coupons.add(plan, claim);
    });
    return this.queries.get(resourceId);
  }

  private planned(draft: CouponDraft): PlannedCoupon {
    const { timeZone } = this.config;
    return normalized({
      ...draft,
      maxDiscount: draft.maxDiscount ?? null,
      minOrderPrice: draft.minOrderPrice ?? 0,
      issueStartTime: instantOf(draft.issueStartTime, timeZone),
      issueEndTime: instantOf(draft.issueEndTime, timeZone),
      validDays: draft.validDays ?? null,
      validUntil: draft.validUntil === undefined ? null : instantOf(draft.validUntil, timeZone),
    });
  }
}
