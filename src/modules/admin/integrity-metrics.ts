import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { IntegrityRuns } from './persistence/integrity-runs';

/** What the last audit has found, whichever instance ran it; read from the database when the metrics are. */
@Injectable()
export class IntegrityMetrics {
  constructor(metrics: Metrics, runs: IntegrityRuns) {
    const last = () => runs.last().catch(() => undefined);
    metrics.gauge({
      name: 'hotdeal_integrity_violations',
      help: 'Rows that violate an integrity check, by the last run on any instance',
      labelNames: ['check'],
      async collect() {
        const violations = (await last())?.violations ?? {};
        this.reset();
        for (const [check, count] of Object.entries(violations)) this.set({ check }, count);
      },
    });
    metrics.gauge({
      name: 'hotdeal_integrity_last_run_timestamp_seconds',
      help: 'The instant that the last run of the integrity checks looked at, by the clock of the database',
      async collect() {
        const run = await last();
        if (run === undefined) this.remove();
        else this.set(run.checkedAt);
      },
    });
    metrics.gauge({
      name: 'hotdeal_integrity_last_run_duration_seconds',
      help: 'How long the last run of the integrity checks took',
      async collect() {
        const run = await last();
        if (run === undefined) this.remove();
        else this.set(run.seconds);
      },
    });
  }
}
