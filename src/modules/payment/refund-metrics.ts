import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { SingleFlight } from '#platform/timing/single-flight';
import type { RefundState } from './domain/refund';
import { type OpenRefunds, RefundQueries } from './persistence/refund.queries';

const OPEN = ['DUE', 'STUCK'] as const;

/** What is still owed to buyers, on any instance, and what this one has paid back. */
@Injectable()
export class RefundMetrics {
  private readonly attempts;

  constructor(metrics: Metrics, queries: RefundQueries) {
    // Both gauges are collected at the same time, by one query.
    const reading = new SingleFlight(() => queries.open().catch(() => undefined));
    const gauge = (name: string, help: string, valueOf: (open: OpenRefunds) => number): void => {
      metrics.gauge({
        name,
        help,
        labelNames: ['state'],
        async collect() {
          const open = await reading.run();
          this.reset();
          if (open === undefined) return;
          for (const state of OPEN) {
            const found = open.find((one) => one.state === state);
            this.set({ state: state.toLowerCase() }, found === undefined ? 0 : valueOf(found));
          }
        },
      });
    };
    gauge(
      'hotdeal_refunds',
      'Refunds that are not done, by state: due, or stuck until an administrator decides',
      ({ count }) => count,
    );
    gauge(
      'hotdeal_refunds_oldest_seconds',
      'The age of the oldest refund that is not done, by state; 0: there is none',
      ({ oldestAgeSeconds }) => oldestAgeSeconds,
    );
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
