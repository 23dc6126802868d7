import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { IntegrityReport } from '#platform/integrity/run-checks';
import { IntegrityRuns } from '../persistence/integrity-runs';
import { VerifyIntegrity } from './verify-integrity';

const EVERY_S = 300;
/** How soon a living instance notices that it is time. */
const LOOK_EVERY_MS = 10_000;
const ROWS_LOGGED = 10;

/**
 * The audit that nobody has to ask for, every five minutes by the database's clock, on whichever instance notices
 * first. One that dies or fails at it leaves it to the next five minutes; the metric shows how old the last one is.
 */
@Injectable()
export class VerifyEveryFiveMinutes implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(VerifyEveryFiveMinutes.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: IntegrityRuns,
    private readonly verify: VerifyIntegrity,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.execute().catch((error: unknown) =>
        this.log.warn({ msg: 'The integrity check did not finish', err: error }),
      );
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Answers whether this instance has audited. */
  async execute(): Promise<boolean> {
    if (!(await this.runs.claim(EVERY_S))) return false;
    const report = await this.verify.execute();
    await this.runs.ended(report);
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
        rows: rows.slice(0, ROWS_LOGGED),
      });
    }
  }
}
