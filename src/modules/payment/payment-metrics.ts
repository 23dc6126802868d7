import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { SingleFlight } from '#platform/timing/single-flight';
import type { EndedPayment } from '#payment';
import type { PaymentOutcome } from './domain/payment';
import { PaymentLooks, type WaitingPayments } from './persistence/payment-looks';

const GAUGES: readonly { name: string; help: string; of: (waiting: WaitingPayments) => number }[] = [
  {
    name: 'hotdeal_payments_unknown',
    help: 'Payments of which it is not known whether the money was moved, of all instances',
    of: ({ unknown }) => unknown,
  },
  {
    name: 'hotdeal_payments_unexplained',
    help: 'Those of them of which it has not been known for a day',
    of: ({ unexplained }) => unexplained,
  },
  {
    name: 'hotdeal_payments_waiting_for_deposit',
    help: 'Payments by virtual account whose deposit has not been counted yet',
    of: ({ deposits }) => deposits,
  },
  {
    name: 'hotdeal_payments_oldest_look_seconds',
    help: 'For how long the oldest look at a provider has been due',
    of: ({ oldestSeconds }) => oldestSeconds,
  },
];

/** How payments end, and what orders say of them. */
@Injectable()
export class PaymentMetrics {
  private readonly endings;
  private readonly outcomes;

  constructor(metrics: Metrics, looks: PaymentLooks) {
    this.endings = metrics.counter({
      name: 'hotdeal_payments_total',
      help: 'Attempts to pay that have ended, by how',
      labelNames: ['outcome'],
    });
    this.outcomes = metrics.counter({
      name: 'hotdeal_payments_settled_total',
      help: 'Captured payments by what their order said; all but paid are paid back or buy a replacement',
      labelNames: ['outcome'],
    });
    for (const outcome of ['captured', 'failed', 'reversed']) this.endings.inc({ outcome }, 0);
    for (const outcome of ['paid', 'duplicate', 'mismatch', 'late', 'over']) this.outcomes.inc({ outcome }, 0);
    // The gauges are collected at once and share one query.
    const query = new SingleFlight(() => looks.waiting().catch(() => undefined));
    for (const { name, help, of } of GAUGES) {
      metrics.gauge({
        ...{ name, help },
        async collect() {
          this.reset();
          const waiting = await query.run();
          if (waiting !== undefined) this.set(of(waiting));
        },
      });
    }
  }

  ended(payments: readonly EndedPayment[]): void {
    for (const { outcome } of payments) this.endings.inc({ outcome: outcome.toLowerCase() });
  }

  settled(outcome: PaymentOutcome): void {
    this.outcomes.inc({ outcome: outcome.toLowerCase() });
  }
}
