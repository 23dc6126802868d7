import type { Database } from '#platform/database/database';
import type { Snapshot } from '#platform/database/snapshot';
import { Unavailable } from '#platform/domain-error';
import type { IntegrityCheck } from './integrity-check';

/** One row that breaks a rule. */
export interface Violation {
  readonly id: string;
  readonly detail: string;
}

export interface CheckResult {
  readonly check: IntegrityCheck;
  /** rows that break it */
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
  /** for all rules together; the server ends a statement that would pass it */
  readonly limitMs: number;
  /** rows kept of each rule, the others only counted; without it, every row is handed to `each` and none is kept */
  readonly most?: number;
  readonly each?: (rule: IntegrityCheck, finding: Violation) => Promise<void>;
}

interface Row {
  readonly id: number | string;
  readonly detail: string;
  readonly findings?: number | string;
}

/** The server ended a statement at its limit: MariaDB's number, and MySQL's. */
const STATEMENT_LIMIT_PASSED = new Set([1969, 3024]);
/** What the server's own limit has to be noticed in, before this side gives up. */
const GRACE_MS = 2_000;

/**
 * Runs the rules on one state of the database: what is committed meanwhile is not seen, so that two tables are never
 * compared at two instants.
 * @throws Unavailable when the database is away, or the rules take longer than they may
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
      for (const rule of checks) {
        const left = options.limitMs - (performance.now() - begun);
        if (left < 1) throw new Unavailable('The integrity check');
        results.push(await runCheck(snapshot, rule, now, { ...options, limitMs: left }));
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

/** Read before the first row, from no table: the state that follows is not older. */
async function instantBefore(snapshot: Snapshot): Promise<string> {
  let instant = '';
  const asked = snapshot.rows<{ now: string }>('SELECT CAST(NOW(3) AS CHAR) AS now', GRACE_MS);
  for await (const { now } of asked) instant = now;
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
    const finding = { id: String(id), detail };
    seen++;
    if (findings !== undefined) counted = Number(findings);
    if (most !== undefined) rows.push(finding);
    await each?.(check, finding);
  }
  return { check, violations: counted ?? seen, rows };
}

/** MariaDB runs what stands in `/*M!`, MySQL obeys the hint, and each ignores the other. */
function statement({ sql }: IntegrityCheck, now: string, most: number | undefined, limitMs: number): string {
  const limit = Math.ceil(limitMs);
  const count = most === undefined ? '' : ', COUNT(*) OVER () AS findings';
  return `/*M!100100 SET STATEMENT max_statement_time = ${limit / 1000} FOR */
    SELECT /*+ MAX_EXECUTION_TIME(${limit}) */ named.id, named.detail${count}
    FROM (${sql.replaceAll(':now', `TIMESTAMP'${now}'`)}) AS named
    ORDER BY named.id${most === undefined ? '' : ` LIMIT ${most}`}`;
}
