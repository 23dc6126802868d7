import { Injectable } from '@nestjs/common';
import { runChecks, type IntegrityReport } from '#platform/integrity/run-checks';
import { IntegrityChecks } from '#platform/integrity/integrity-check';
import { Database } from '#platform/database/database';

/** All rules together, less than lies between two audits; the server ends the statement that would pass it. */
const LIMIT_MS = 240_000;
const MOST_ROWS_NAMED = 100;

/**
 * One audit at a time on this instance. Who asks while one runs gets the next, which begins after the question: a
 * report never shows what was mended before it was asked for. All who wait for the next share it.
 */
@Injectable()
export class VerifyIntegrity {
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<IntegrityReport> | undefined;

  constructor(
    private readonly database: Database,
    private readonly rules: IntegrityChecks,
  ) {}

  /** @throws Unavailable */
  execute(): Promise<IntegrityReport> {
    if (this.next === undefined) {
      this.next = this.last.then(() => {
        this.next = undefined;
        return runChecks(this.database, this.rules.all, { limitMs: LIMIT_MS, most: MOST_ROWS_NAMED });
      });
      this.last = this.next.catch(() => undefined);
    }
    return this.next;
  }
}
