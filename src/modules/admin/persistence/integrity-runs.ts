import { Injectable } from '@nestjs/common';
import type { IntegrityReport } from '#platform/integrity/run-checks';
import { Database } from '#platform/database/database';

/** The result of the last finished run of the integrity checks. */
export interface LastIntegrityRun {
  /** seconds since 1970, by the database's clock */
  readonly checkedAt: number;
  readonly seconds: number;
  /** by the name of the check */
  readonly violations: Readonly<Record<string, number>>;
}

/** The table `integrity_runs`: one row, which all instances share. */
@Injectable()
export class IntegrityRuns {
  constructor(private readonly database: Database) {}

  /** Returns whether this instance has to run the checks now, because no run has begun in this interval. */
  async claim(intervalSeconds: number): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      'UPDATE integrity_runs SET started_at = NOW(3) WHERE id = 1 AND started_at <= NOW(3) - INTERVAL ? SECOND',
      [intervalSeconds],
    );
    return affectedRows > 0;
  }

  async finish({ checkedAt, milliseconds, results }: IntegrityReport): Promise<void> {
    const violations = Object.fromEntries(results.map(({ check, violations: count }) => [check.name, count]));
    await this.database.execute(
      'UPDATE integrity_runs SET checked_at = ?, milliseconds = ?, violations = ? WHERE id = 1',
      [checkedAt, Math.round(milliseconds), JSON.stringify(violations)],
    );
  }

  /** Undefined before the first run has finished. */
  async last(): Promise<LastIntegrityRun | undefined> {
    const [row] = await this.database.query<{ checkedAt: Date; milliseconds: number; violations: string }>(
      `SELECT checked_at AS checkedAt, milliseconds, violations FROM integrity_runs WHERE checked_at IS NOT NULL`,
    );
    if (row === undefined) return undefined;
    return {
      checkedAt: row.checkedAt.getTime() / 1_000,
      seconds: row.milliseconds / 1_000,
      violations: JSON.parse(row.violations) as Record<string, number>,
    };
  }
}
