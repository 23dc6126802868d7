import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Difference } from '../domain/day-comparison';

/** A comparison of one day with the list of one provider. */
export interface ReconciliationRun {
  readonly provider: string;
  /** `2026-11-30` in the shop's time zone */
  readonly day: string;
  readonly state: 'DUE' | 'DONE';
  readonly dueAt: Date | null;
  readonly attempts: number;
  readonly completedAt: Date | null;
  readonly transactions: number;
  readonly differences: number;
  readonly findings: readonly Difference[];
  /** why the last attempt was given up */
  readonly failure: string | null;
}

export type DueRun = Pick<ReconciliationRun, 'provider' | 'day' | 'attempts'>;

/** Longer than a run may take: if its instance dies, another one makes it then. */
const CLAIM_S = 1_200;
const REPEAT_S = 300;
const MAX_STORED = 1_000;
const DAY = 'CAST(reconciled_day AS CHAR)';

/**
 * Which days are compared with which provider: a row for each, whose due column is claimed by the instance that compares
 * it, by the database's clock. What can meet:
 *
 * - Two instances plan the same day: the primary key lets one row in.
 * - Two instances claim it: the compare-and-set on `due_at` lets one in.
 * - The instance dies, or its run fails: the row is due again, and the day is compared again from the beginning. A run
 *   changes nothing but by looks, which may be repeated.
 * - An instance that was frozen ends when another one has claimed the day: `attempts` has grown, and its result is dropped.
 */
@Injectable()
export class ReconciliationRuns {
  constructor(private readonly database: Database) {}

  /** The last day that was planned for a provider. */
  async lastDay(provider: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ readonly day: string | null }>(
      'SELECT CAST(MAX(reconciled_day) AS CHAR) AS `day` FROM payment_reconciliations WHERE provider = ?',
      [provider],
    );
    return row?.day ?? undefined;
  }

  async plan(provider: string, days: readonly { readonly day: string; readonly dueAt: Date }[]): Promise<void> {
    for (const { day, dueAt } of days) {
      await this.database.execute(
        `INSERT INTO payment_reconciliations (provider, reconciled_day, state, due_at) VALUES (?, ?, 'DUE', ?)
         ON DUPLICATE KEY UPDATE provider = VALUES(provider)`,
        [provider, day, dueAt],
      );
    }
  }

  due(providers: readonly string[], limit: number): Promise<DueRun[]> {
    return this.database.query<DueRun>(
      `SELECT provider, ${DAY} AS \`day\`, attempts FROM payment_reconciliations FORCE INDEX (ix_payment_reconciliations_due)
       WHERE due_at <= NOW(3) AND provider IN (?) ORDER BY due_at LIMIT ?`,
      [providers, limit],
    );
  }

  async claim({ provider, day, attempts }: DueRun): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      `UPDATE payment_reconciliations SET due_at = NOW(3) + INTERVAL ${CLAIM_S} SECOND, attempts = attempts + 1
       WHERE provider = ? AND reconciled_day = ? AND due_at <= NOW(3) AND attempts = ?`,
      [provider, day, attempts],
    );
    return affectedRows === 1;
  }

  /** @param run as it was before the claim. @returns whether no other instance has claimed it since */
  async complete(run: DueRun, transactions: number, differences: readonly Difference[]): Promise<boolean> {
    const { affectedRows } = await this.database.execute(
      `UPDATE payment_reconciliations SET state = 'DONE', due_at = NULL, completed_at = NOW(3), failure = NULL,
         transactions = ?, differences = ?, findings = ?
       WHERE provider = ? AND reconciled_day = ? AND state = 'DUE' AND attempts = ?`,
      [
        ...[transactions, differences.length, JSON.stringify(differences.slice(0, MAX_STORED))],
        ...[run.provider, run.day, run.attempts + 1],
      ],
    );
    return affectedRows === 1;
  }

  async fail({ provider, day, attempts }: DueRun, reason: string): Promise<void> {
    await this.database.execute(
      `UPDATE payment_reconciliations SET due_at = NOW(3) + INTERVAL ${REPEAT_S} SECOND, failure = ?
       WHERE provider = ? AND reconciled_day = ? AND state = 'DUE' AND attempts = ?`,
      [reason.slice(0, 200), provider, day, attempts + 1],
    );
  }

  /** The last day first. */
  async list(
    after: { readonly day: string; readonly provider: string } | undefined,
    limit: number,
  ): Promise<ReconciliationRun[]> {
    const rows = await this.database.query<Omit<ReconciliationRun, 'findings'> & { readonly findings: string | null }>(
      `SELECT provider, ${DAY} AS \`day\`, state, due_at AS dueAt, attempts, completed_at AS completedAt, transactions,
         differences, findings, failure
       FROM payment_reconciliations FORCE INDEX (ix_payment_reconciliations_day)
       ${after === undefined ? '' : 'WHERE reconciled_day <= ? AND (reconciled_day < ? OR provider < ?)'}
       ORDER BY reconciled_day DESC, provider DESC LIMIT ?`,
      [...(after === undefined ? [] : [after.day, after.day, after.provider]), limit],
    );
    return rows.map(({ findings, ...run }): ReconciliationRun => ({
      ...run,
      findings: findings === null ? [] : (JSON.parse(findings) as Difference[]),
    }));
  }

  /** How long ago the last run was completed, in seconds; undefined: there is none. */
  async age(): Promise<number | undefined> {
    const [row] = await this.database.query<{ readonly seconds: number | string | null }>(
      'SELECT TIMESTAMPDIFF(SECOND, MAX(completed_at), NOW(3)) AS seconds FROM payment_reconciliations',
    );
    return row?.seconds === null || row === undefined ? undefined : Number(row.seconds);
  }
}
