import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { Metrics } from '#platform/observability/metrics';
import { InstanceStats } from '#platform/observability/instance-stats';
import { RecentDurations } from '#platform/observability/recent-durations';
import type { CancelReason } from '#order';
import type { OrderOutcome } from './domain/order';

const LABELS = {
  ORDER_PENDING: 'reserved',
  ORDER_SUCCESS: 'success',
  ORDER_FAILURE: 'failure',
  ORDER_CANCELLED: 'cancelled',
} as const;
const SOLD_OUT = 'sold_out';
const SHED = 'shed';
const RESERVATION_ENDS = {
  BY_BUYER: 'cancelled',
  BY_ADMIN: 'cancelled',
  PAYMENT_EXPIRED: 'expired',
  PAYMENT_FAILED: 'payment_failed',
  PAYMENT_REVERSED: 'cancelled',
} as const;
/** The names in the statistics of an instance. */
const COUNTED_AS = {
  reserved: 'reserved',
  success: 'won',
  failure: 'refused',
  cancelled: 'cancelled',
  sold_out: 'soldOut',
} as const;
const DELAYS_KEPT = { most: 1_000, forMs: 10_000 };

/** What becomes of orders and how long that takes, for the operators. */
@Injectable()
export class OrderMetrics {
  private readonly counts = { placed: 0, reserved: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 };
  private readonly delays = new RecentDurations(DELAYS_KEPT);
  private readonly outcomes;
  private readonly completionSeconds;
  private readonly batches;
  private readonly reservations;
  private readonly latePayments;
  private readonly unpaid;

  constructor(
    private readonly metrics: Metrics,
    stats: InstanceStats,
    private readonly clock: DatabaseClock,
  ) {
    this.outcomes = metrics.counter({
      name: 'hotdeal_orders_total',
      help: 'Orders by outcome; reserved ones get a second outcome; sold_out and shed (too many orders are waiting) were refused at once and not stored',
      labelNames: ['outcome'],
    });
    this.completionSeconds = metrics.histogram({
      name: 'hotdeal_order_completion_seconds',
      help: 'Time from the instant of an order to its decision',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
    this.batches = metrics.histogram({
      name: 'hotdeal_order_batch_size',
      help: 'Orders stored by one transaction',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    });
    this.reservations = metrics.counter({
      name: 'hotdeal_reservations_ended_total',
      help: 'Orders that have awaited their payment, by what ended that; expiry_failed: tried again after a minute',
      labelNames: ['end'],
    });
    this.latePayments = metrics.counter({
      name: 'hotdeal_late_payments_total',
      help: 'Payments of expired orders: replaced ones have bought another order, refused ones go back',
      labelNames: ['outcome'],
    });
    this.unpaid = metrics.counter({
      name: 'hotdeal_shipped_orders_unpaid_total',
      help: 'Orders whose payment has gone back after they were shipped; an administrator has to decide',
    });
    for (const outcome of ['replaced', 'refused']) this.latePayments.inc({ outcome }, 0);
    for (const end of ['paid', ...Object.values(RESERVATION_ENDS), 'expiry_failed']) this.reservations.inc({ end }, 0);
    for (const outcome of [...Object.keys(COUNTED_AS), SHED]) this.outcomes.inc({ outcome }, 0);
    stats.add('orders', () => this.counts);
    stats.add('settlementDelayMs', () => this.delays.percentiles());
  }

  placed(): void {
    this.counts.placed++;
  }

  /** An order was refused because earlier orders wait too long for their decision. */
  shed(): void {
    this.outcomes.inc({ outcome: SHED });
  }

  soldOut(): void {
    this.count(SOLD_OUT);
  }

  stored(orders: number): void {
    this.batches.observe(orders);
  }

  /** @param orderedAt ms since 1970; `undefined` for an order that had been decided before */
  completed(status: OrderOutcome['status'], orderedAt: number | undefined): void {
    this.count(LABELS[status]);
    if (orderedAt === undefined) return;
    const delayMs = Math.max(0, this.clock.now().getTime() - orderedAt);
    this.completionSeconds.observe(delayMs / 1000);
    this.delays.record(delayMs);
  }

  /** @param reason of the cancel; `undefined`: the order was paid */
  reservationEnded(reason: CancelReason | undefined): void {
    this.reservations.inc({ end: reason === undefined ? 'paid' : RESERVATION_ENDS[reason] });
  }

  latePayment(outcome: 'replaced' | 'refused'): void {
    this.latePayments.inc({ outcome });
  }

  shippedUnpaid(): void {
    this.unpaid.inc();
  }

  expiryFailed(): void {
    this.reservations.inc({ end: 'expiry_failed' });
  }

  /** @param open how many there are now; it is called when the metrics are read */
  gaugeReservations(open: () => Promise<number>): void {
    this.metrics.gauge({
      name: 'hotdeal_reservations_open',
      help: 'Orders that await their payment, of all instances',
      async collect() {
        this.set(await open().catch(() => Number.NaN));
      },
    });
  }

  private count(outcome: keyof typeof COUNTED_AS): void {
    this.outcomes.inc({ outcome });
    this.counts[COUNTED_AS[outcome]]++;
  }
}
