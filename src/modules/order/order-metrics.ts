import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { Metrics } from '#platform/observability/metrics';

type Outcome = 'success' | 'failure' | 'cancelled' | 'sold_out';

/** How orders end and how long that takes, for the operators. */
@Injectable()
export class OrderMetrics {
  private readonly outcomes;
  private readonly settlement;

  constructor(
    metrics: Metrics,
    private readonly clock: DatabaseClock,
  ) {
    this.outcomes = metrics.counter<'outcome'>({
      name: 'hotdeal_orders_total',
      help: 'Orders by outcome; sold_out: refused at once, nothing stored',
      labelNames: ['outcome'],
    });
    this.settlement = metrics.histogram({
      name: 'hotdeal_order_settlement_seconds',
      help: 'From the instant of an order to its decision',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
  }

  ended(outcome: Outcome): void {
    this.outcomes.inc({ outcome });
  }

  /** @param orderedAt ms since 1970; `undefined`: it had been decided before */
  decided(outcome: Outcome, orderedAt: number | undefined): void {
    this.ended(outcome);
    if (orderedAt === undefined) return;
    this.settlement.observe(Math.max(0, this.clock.now().getTime() - orderedAt) / 1000);
  }
}
