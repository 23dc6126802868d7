import type { Database } from '#platform/database/database';
import type { Snapshot } from '#platform/database/snapshot';
import { Unavailable } from '#platform/domain-error';
import type { IntegrityCheck } from './integrity-check';

/** One row that violates a check. */
export interface Violation {
  readonly id: string;
  readonly detail: string;
}

export interface CheckResult {
  readonly check: IntegrityCheck;
  /** how many rows violate the check */
  readonly violations: number;
  /** the first of them, in the order of their ids */
  readonly rows: readonly Violation[];
}

export interface IntegrityReport {
  /** by the database's clock */
  readonly checkedAt: Date;
  readonly milliseconds: number;
  readonly results: readonly CheckResult[];
}

interface RunOptions {
  /** for all checks together; the server ends a statement that would exceed it */
  readonly limitMs: number;
  /** how many rows per check the report contains; without it, every row is passed to `each` instead */
  readonly most?: number;
  readonly each?: (check: IntegrityCheck, violation: Violation) => Promise<void>;
}

interface Row {
  readonly id: number | string;
  readonly detail: string;
  readonly findings?: number | string;
}

/** The server has ended a statement at its time limit: MariaDB's error number, and MySQL's. */
const STATEMENT_LIMIT_PASSED = new Set([1969, 3024]);
/** How much longer this side waits than the server, whose own limit should end a statement first. */
const GRACE_MS = 2_000;

/**
 * Runs the checks on one state of the database: what is committed meanwhile is not seen, so that two tables are never
 * compared at two instants.
 * @throws Unavailable when the database is unavailable, or the checks exceed their time limit
 */
export async function runChecks(
  database: Database,
  checks: readonly IntegrityCheck[],
  options: RunOptions,
): Promise<IntegrityReport> {
  const begun = performance.now();
  try {
    return await database.snapshot(async (snapshot) => {
      const now = await instantBefore(snapshot);
      const results: CheckResult[] = [];
      for (const check of checks) {
        const left = options.limitMs - (performance.now() - begun);
        if (left < 1) throw new Unavailable('The integrity check');
        results.push(await runCheck(snapshot, check, now, { ...options, limitMs: left }));
      }
      return { checkedAt: new Date(`${now.replace(' ', 'T')}Z`), milliseconds: performance.now() - begun, results };
    });
  } catch (error) {
    const { errno } = error as { errno?: number };
    throw errno !== undefined && STATEMENT_LIMIT_PASSED.has(errno)
      ? new Unavailable('The integrity check', error)
      : error;
  }
}

/** The database's time before the snapshot reads its first row: the state that the checks read is not older. */
async function instantBefore(snapshot: Snapshot): Promise<string> {
  let instant = '';
  const rows = snapshot.rows<{ now: string }>('SELECT CAST(NOW(3) AS CHAR) AS now', GRACE_MS);
  for await (const { now } of rows) instant = now;
  return instant;
}

async function runCheck(
  snapshot: Snapshot,
  check: IntegrityCheck,
  now: string,
  { most, each, limitMs }: RunOptions,
): Promise<CheckResult> {
  const rows: Violation[] = [];
  let seen = 0;
  let counted: number | undefined;
  const found = snapshot.rows<Row>(statement(check, now, most, limitMs), limitMs + GRACE_MS);
  for await (const { id, detail, findings } of found) {
    const violation = { id: String(id), detail };
    seen++;
    if (findings !== undefined) counted = Number(findings);
    if (most !== undefined) rows.push(violation);
    await each?.(check, violation);
  }
  return { check, violations: counted ?? seen, rows };
}

/** Adds the time limit: only MariaDB executes what is inside `/*M!`, and only MySQL obeys the hint. */
function statement({ sql }: IntegrityCheck, now: string, most: number | undefined, limitMs: number): string {
  const limit = Math.ceil(limitMs);
  const count = most === undefined ? '' : ', COUNT(*) OVER () AS findings';
  return `/*M!100100 SET STATEMENT max_statement_time = ${limit / 1000} FOR */
    SELECT /*+ MAX_EXECUTION_TIME(${limit}) */ named.id, named.detail${count}
    FROM (${sql.replaceAll(':now', `TIMESTAMP'${now}'`)}) AS named
    ORDER BY named.id${most === undefined ? '' : ` LIMIT ${most}`}`;
}
