import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/observability/metrics';
import { IntegrityRuns } from './persistence/integrity-runs';

/** The last run of the integrity checks on any instance; read from the database at each scrape. */
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
      help: 'When the last run of the integrity checks read the database, by its clock',
      async collect() {
        const run = await last();
        if (run === undefined) this.remove();
        else this.set(run.checkedAt);
      },
    });
    metrics.gauge({
      name: 'hotdeal_integrity_last_run_duration_seconds',
      help: 'Duration of the last run of the integrity checks',
      async collect() {
        const run = await last();
        if (run === undefined) this.remove();
        else this.set(run.seconds);
      },
    });
  }
}
