import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { Metrics } from '#platform/observability/metrics';
import { InstanceStats } from '#platform/observability/instance-stats';
import { RecentDurations } from '#platform/observability/recent-durations';

type Outcome = 'success' | 'failure' | 'cancelled' | 'sold_out';

/** What the pulse calls them. */
const COUNTED_AS = { success: 'won', failure: 'refused', cancelled: 'cancelled', sold_out: 'soldOut' } as const;
const SHED = { outcome: 'shed' };
const DELAYS_KEPT = { most: 1_000, forMs: 10_000 };

/** How orders end and how long that takes, for the operators. */
@Injectable()
export class OrderMetrics {
  private readonly counts = { placed: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 };
  private readonly delays = new RecentDurations(DELAYS_KEPT);
  private readonly outcomes;
  private readonly settlement;
  private readonly batches;

  constructor(
    metrics: Metrics,
    pulse: InstanceStats,
    private readonly clock: DatabaseClock,
  ) {
    this.outcomes = metrics.counter({
      name: 'hotdeal_orders_total',
      help: 'Orders by outcome; sold_out, shed (too many wait already): refused at once, nothing stored',
      labelNames: ['outcome'],
    });
    this.settlement = metrics.histogram({
      name: 'hotdeal_order_completion_seconds',
      help: 'From the instant of an order to its decision',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
    this.batches = metrics.histogram({
      name: 'hotdeal_order_batch_size',
      help: 'Orders that were stored by one transaction',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    });
    for (const outcome of [...Object.keys(COUNTED_AS), SHED.outcome]) this.outcomes.inc({ outcome }, 0);
    pulse.add('orders', () => this.counts);
    pulse.add('settlementDelayMs', () => this.delays.percentiles());
  }

  /** It is stored, and will be decided. */
  placed(): void {
    this.counts.placed++;
  }

  /** Refused at once, because those before it wait too long. */
  shed(): void {
    this.outcomes.inc(SHED);
  }

  storedTogether(orders: number): void {
    this.batches.observe(orders);
  }

  ended(outcome: Outcome): void {
    this.outcomes.inc({ outcome });
    this.counts[COUNTED_AS[outcome]]++;
  }

  /** @param orderedAt ms since 1970; `undefined`: it had been decided before */
  decided(outcome: Outcome, orderedAt: number | undefined): void {
    this.ended(outcome);
    if (orderedAt === undefined) return;
    const delayMs = Math.max(0, this.clock.now().getTime() - orderedAt);
    this.settlement.observe(delayMs / 1000);
    this.delays.note(delayMs);
  }
}
