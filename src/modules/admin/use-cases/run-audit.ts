import { Injectable } from '@nestjs/common';
import { audit, type AuditReport } from '#platform/audit/audit';
import { AuditRules } from '#platform/audit/audit-rule';
import { Database } from '#platform/database/database';

/** All rules together, less than lies between two audits; the server ends the statement that would pass it. */
const LIMIT_MS = 240_000;
const MOST_ROWS_NAMED = 100;

/**
 * One audit at a time on this instance. Who asks while one runs gets the next, which begins after the question: a
 * report never shows what was mended before it was asked for. All who wait for the next share it.
 */
@Injectable()
export class RunAudit {
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<AuditReport> | undefined;

  constructor(
    private readonly database: Database,
    private readonly rules: AuditRules,
  ) {}

  /** @throws Unavailable */
  execute(): Promise<AuditReport> {
    if (this.next === undefined) {
      this.next = this.last.then(() => {
        this.next = undefined;
        return audit(this.database, this.rules.all, { limitMs: LIMIT_MS, most: MOST_ROWS_NAMED });
      });
      this.last = this.next.catch(() => undefined);
    }
    return this.next;
  }
}
