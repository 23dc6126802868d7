import { Injectable } from '@nestjs/common';
import type { AuditReport } from '#platform/audit/audit';
import { Database } from '#platform/database/database';

/** What the last audit that ended has found. */
export interface LastAudit {
  /** seconds since 1970, by the database's clock */
  readonly auditedAt: number;
  readonly seconds: number;
  /** by the name of the rule */
  readonly findings: Readonly<Record<string, number>>;
}

/** The table `audit_runs`: one row, which all instances share. */
@Injectable()
export class AuditRuns {
  constructor(private readonly database: Database) {}

  /** Answers whether this instance is the one that audits now: none has begun for so many seconds. */
  async claim(everySeconds: number): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      'UPDATE audit_runs SET begun_at = NOW(3) WHERE id = 1 AND begun_at <= NOW(3) - INTERVAL ? SECOND',
      [everySeconds],
    );
    return affectedRows > 0;
  }

  async ended({ auditedAt, milliseconds, results }: AuditReport): Promise<void> {
    const findings = Object.fromEntries(results.map(({ rule, findings: found }) => [rule.name, found]));
    await this.database.execute('UPDATE audit_runs SET audited_at = ?, milliseconds = ?, findings = ? WHERE id = 1', [
      auditedAt,
      Math.round(milliseconds),
      JSON.stringify(findings),
    ]);
  }

  /** Undefined before the first. */
  async last(): Promise<LastAudit | undefined> {
    const [row] = await this.database.query<{ auditedAt: Date; milliseconds: number; findings: string }>(
      `SELECT audited_at AS auditedAt, milliseconds, findings FROM audit_runs WHERE audited_at IS NOT NULL`,
    );
    if (row === undefined) return undefined;
    return {
      auditedAt: row.auditedAt.getTime() / 1_000,
      seconds: row.milliseconds / 1_000,
      findings: JSON.parse(row.findings) as Record<string, number>,
    };
  }
}
