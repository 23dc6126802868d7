import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import type { EndedPayment } from '#payment';
import type { PaymentOutcome } from './domain/payment';

/** How payments end, and what orders say of them. */
@Injectable()
export class PaymentMetrics {
  private readonly endings;
  private readonly outcomes;

  constructor(metrics: Metrics) {
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
    for (const outcome of ['captured', 'failed']) this.endings.inc({ outcome }, 0);
    for (const outcome of ['paid', 'duplicate', 'mismatch', 'late', 'over']) this.outcomes.inc({ outcome }, 0);
  }

  ended(payments: readonly EndedPayment[]): void {
    for (const { outcome } of payments) this.endings.inc({ outcome: outcome.toLowerCase() });
  }

  settled(outcome: PaymentOutcome): void {
    this.outcomes.inc({ outcome: outcome.toLowerCase() });
  }
}
