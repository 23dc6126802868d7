import type { Config } from '#platform/config/config';
import type { ValuesOf } from '#platform/config/config-section';
import { limitCount } from '#platform/config/limits';
import { defineRateLimit } from '#platform/limits/rate-limit';
import { ORDER_LIMIT } from '#order';

export class OrderConfig {
  static readonly variables = { RATE_LIMIT_ORDERS: limitCount.default(60) };

  /** orders of one user in a minute */
  readonly ordersPerMinute: number;

  constructor(values: ValuesOf<typeof OrderConfig.variables>, { limits }: Config) {
    this.ordersPerMinute = limits.scaled(values.RATE_LIMIT_ORDERS);
  }
}

defineRateLimit({
  name: ORDER_LIMIT,
  per: 'user',
  windowMs: 60_000,
  limit: (config) => config.section(OrderConfig).ordersPerMinute,
});
