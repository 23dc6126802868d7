import { z } from 'zod';
import type { Config } from '#platform/config/config';
import type { ValuesOf } from '#platform/config/config-section';
import { limitCount } from '#platform/config/limits';
import { defineFeature } from '#platform/http/features';
import { defineRateLimit } from '#platform/limits/rate-limit';

export class WalletConfig {
  static readonly variables = {
    RATE_LIMIT_POINT_CHARGES: limitCount.default(60),
    POINT_CHARGE: z.enum(['open', 'admin']).optional(),
  };

  /** charges that one user asks for in a minute */
  readonly chargesPerMinute: number;
  /** whether users can charge their own points, for which they pay nothing; otherwise only an administrator can */
  readonly usersCanCharge: boolean;

  constructor(values: ValuesOf<typeof WalletConfig.variables>, { limits, production }: Config) {
    this.chargesPerMinute = limits.scaled(values.RATE_LIMIT_POINT_CHARGES);
    this.usersCanCharge = (values.POINT_CHARGE ?? (production ? 'admin' : 'open')) === 'open';
  }
}

/** By its name `GET /api/shop` says that users can charge their own points. */
defineFeature('pointCharge', (config) => config.section(WalletConfig).usersCanCharge);

export const CHARGE_LIMIT = defineRateLimit({
  name: 'point-charges',
  per: 'user',
  windowMs: 60_000,
  limit: (config) => config.section(WalletConfig).chargesPerMinute,
});
