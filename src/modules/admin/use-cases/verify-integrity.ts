import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { IntegrityChecks } from '#platform/integrity/integrity-check';
import { type IntegrityReport, runChecks } from '#platform/integrity/run-checks';

/** For all checks together, less than the time between two runs; the server ends a statement that would exceed it. */
const LIMIT_MS = 240_000;
const MAX_ROWS_PER_CHECK = 100;

/**
 * Runs the integrity checks, once at a time on this instance. A call during a run gets the next run, which begins after
 * the call: a report never shows damage that was repaired before the call. All callers that wait share the next run.
 */
@Injectable()
export class VerifyIntegrity {
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<IntegrityReport> | undefined;

  constructor(
    private readonly database: Database,
    private readonly checks: IntegrityChecks,
  ) {}

  /** @throws Unavailable */
  execute(): Promise<IntegrityReport> {
    if (this.next === undefined) {
      this.next = this.last.then(() => {
        this.next = undefined;
        return runChecks(this.database, this.checks.all, { limitMs: LIMIT_MS, most: MAX_ROWS_PER_CHECK });
      });
      this.last = this.next.catch(() => undefined);
    }
    return this.next;
  }
}
