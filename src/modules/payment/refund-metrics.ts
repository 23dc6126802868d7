import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import type { RefundState } from './domain/refund';
import { RefundQueries } from './persistence/refund.queries';

const OPEN = ['DUE', 'STUCK'] as const;

/** What is still owed to buyers, on any instance, and what this one has paid back. */
@Injectable()
export class RefundMetrics {
  private readonly attempts;

  constructor(metrics: Metrics, queries: RefundQueries) {
    metrics.gauge({
      name: 'hotdeal_refunds',
      help: 'Refunds that are not done, by state: due, or stuck until an administrator decides',
      labelNames: ['state'],
      async collect() {
        const open = await queries.open().catch(() => undefined);
        this.reset();
        if (open === undefined) return;
        for (const state of OPEN) {
          this.set({ state: state.toLowerCase() }, open.find((one) => one.state === state)?.count ?? 0);
        }
      },
    });
    metrics.gauge({
      name: 'hotdeal_refunds_oldest_seconds',
      help: 'The age of the oldest refund that is not done, by state; 0: there is none',
      labelNames: ['state'],
      async collect() {
        const open = await queries.open().catch(() => undefined);
        this.reset();
        if (open === undefined) return;
        for (const state of OPEN) {
          this.set({ state: state.toLowerCase() }, open.find((one) => one.state === state)?.oldestAgeSeconds ?? 0);
        }
      },
    });
    this.attempts = metrics.counter({
      name: 'hotdeal_refund_attempts_total',
      help: 'Refunds that were sent, by what came of it: done, due (not known, sent again) or stuck (refused)',
      labelNames: ['outcome'],
    });
    for (const state of ['done', 'due', 'stuck']) this.attempts.inc({ outcome: state }, 0);
  }

  changed(state: RefundState): void {
    this.attempts.inc({ outcome: state.toLowerCase() });
  }
}
