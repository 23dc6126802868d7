import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { type Difference, DIFFERENCE_KINDS } from './domain/day-comparison';
import { ReconciliationRuns } from './persistence/reconciliation-runs';

/** What comparisons with the lists of providers have found. */
@Injectable()
export class ReconciliationMetrics {
  private readonly differences;

  constructor(metrics: Metrics, runs: ReconciliationRuns) {
    this.differences = metrics.counter({
      name: 'hotdeal_payment_differences_total',
      help: 'Differences between our payments and the list of a provider, that this instance has found, by kind',
      labelNames: ['kind'],
    });
    for (const kind of DIFFERENCE_KINDS) this.differences.inc({ kind: kind.toLowerCase() }, 0);
    metrics.gauge({
      name: 'hotdeal_payment_reconciliation_age_seconds',
      help: 'How long ago a day was last compared with the list of a payment provider, by any instance',
      async collect() {
        this.reset();
        const seconds = await runs.age().catch(() => undefined);
        if (seconds !== undefined) this.set(seconds);
      },
    });
  }

  found(differences: readonly Difference[]): void {
    for (const { kind } of differences) this.differences.inc({ kind: kind.toLowerCase() });
  }
}
