import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { RETURN_STATES, type ReturnState } from '#shipping';

/** What this instance has done with returns. */
@Injectable()
export class ReturnMetrics {
  private readonly returns;
  private readonly failures;

  constructor(metrics: Metrics) {
    this.returns = metrics.counter({
      name: 'hotdeal_returns_total',
      help: 'Returns of orders: return_requested, and how they ended: returned or rejected',
      labelNames: ['state'],
    });
    for (const state of RETURN_STATES) this.returns.inc({ state: state.toLowerCase() }, 0);
    this.failures = metrics.counter({
      name: 'hotdeal_return_failures_total',
      help: 'Returns that could not be completed when they were due, and are tried again',
    });
  }

  moved(state: ReturnState, count = 1): void {
    this.returns.inc({ state: state.toLowerCase() }, count);
  }

  failed(): void {
    this.failures.inc();
  }
}
