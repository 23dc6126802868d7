import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { IntegrityReport } from '#platform/integrity/run-checks';
import { Poller, PollerLeases } from '#platform/timing/poller';
import { IntegrityRuns } from '../persistence/integrity-runs';
import { VerifyIntegrity } from './verify-integrity';

const INTERVAL_S = 300;
/** How often the instance with the lease checks whether a run is due. */
const POLL_MS = 10_000;
const MAX_ROWS_LOGGED = 10;

/**
 * Runs the integrity checks every five minutes by the database's clock, on the instance that claims the run first. If
 * that instance dies or fails, the next run is five minutes later; a metric shows the age of the last finished run.
 */
@Injectable()
export class VerifyEveryFiveMinutes implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(VerifyEveryFiveMinutes.name);
  private readonly poller: Poller;

  constructor(
    private readonly runs: IntegrityRuns,
    private readonly verify: VerifyIntegrity,
    leases: PollerLeases,
  ) {
    this.poller = new Poller(leases, {
      name: 'integrity.verify',
      everyMs: POLL_MS,
      poll: () => this.execute().then(() => undefined),
    });
  }

  onApplicationBootstrap(): void {
    this.poller.start(POLL_MS);
  }

  onModuleDestroy(): void {
    this.poller.stop();
  }

  /** Returns whether this instance ran the checks. */
  async execute(): Promise<boolean> {
    if (!(await this.runs.claim(INTERVAL_S))) return false;
    const report = await this.verify.execute();
    await this.runs.finish(report);
    this.logViolations(report);
    return true;
  }

  private logViolations({ results }: IntegrityReport): void {
    for (const { check, violations, rows } of results) {
      if (violations === 0) continue;
      const { name, table } = check;
      this.log.error({
        msg: 'Integrity violations found',
        check: name,
        table,
        violations,
        rows: rows.slice(0, MAX_ROWS_LOGGED),
      });
    }
  }
}
