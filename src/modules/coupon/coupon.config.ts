import type { Config } from '#platform/config/config';
import type { ValuesOf } from '#platform/config/config-section';
import { limitCount } from '#platform/config/limits';
import { defineRateLimit } from '#platform/limits/rate-limit';

export class CouponConfig {
  static readonly variables = { RATE_LIMIT_COUPONS: limitCount.default(60) };

  /** claims of one user in a minute */
  readonly claimsPerMinute: number;

  constructor(values: ValuesOf<typeof CouponConfig.variables>, { limits }: Config) {
    this.claimsPerMinute = limits.scaled(values.RATE_LIMIT_COUPONS);
  }
}

export const COUPON_LIMIT = defineRateLimit({
  name: 'coupons',
  per: 'user',
  windowMs: 60_000,
  limit: (config) => config.section(CouponConfig).claimsPerMinute,
});
