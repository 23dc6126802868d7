import type { Database } from '#platform/database/database';
import type { Snapshot } from '#platform/database/snapshot';
import { Unavailable } from '#platform/domain-error';
import type { AuditRule } from './audit-rule';

/** One row that breaks a rule. */
export interface Finding {
  readonly id: string;
  readonly detail: string;
}

export interface RuleResult {
  readonly rule: AuditRule;
  /** rows that break it */
  readonly findings: number;
  /** the first of them, in the order of their ids */
  readonly rows: readonly Finding[];
}

export interface AuditReport {
  /** by the database's clock */
  readonly auditedAt: Date;
  readonly milliseconds: number;
  readonly results: readonly RuleResult[];
}

interface AuditOptions {
  /** for all rules together; the server ends a statement that would pass it */
  readonly limitMs: number;
  /** rows kept of each rule, the others only counted; without it, every row is handed to `each` and none is kept */
  readonly most?: number;
  readonly each?: (rule: AuditRule, finding: Finding) => Promise<void>;
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
export async function audit(
  database: Database,
  rules: readonly AuditRule[],
  options: AuditOptions,
): Promise<AuditReport> {
  const begun = performance.now();
  try {
    return await database.snapshot(async (snapshot) => {
      const now = await instantBefore(snapshot);
      const results: RuleResult[] = [];
      for (const rule of rules) {
        const left = options.limitMs - (performance.now() - begun);
        if (left < 1) throw new Unavailable('The audit');
        results.push(await apply(snapshot, rule, now, { ...options, limitMs: left }));
      }
      return { auditedAt: new Date(`${now.replace(' ', 'T')}Z`), milliseconds: performance.now() - begun, results };
    });
  } catch (error) {
    const { errno } = error as { errno?: number };
    throw errno !== undefined && STATEMENT_LIMIT_PASSED.has(errno) ? new Unavailable('The audit', error) : error;
  }
}

/** Read before the first row, from no table: the state that follows is not older. */
async function instantBefore(snapshot: Snapshot): Promise<string> {
  let instant = '';
  const asked = snapshot.rows<{ now: string }>('SELECT CAST(NOW(3) AS CHAR) AS now', GRACE_MS);
  for await (const { now } of asked) instant = now;
  return instant;
}

async function apply(
  snapshot: Snapshot,
  rule: AuditRule,
  now: string,
  { most, each, limitMs }: AuditOptions,
): Promise<RuleResult> {
  const rows: Finding[] = [];
  let seen = 0;
  let counted: number | undefined;
  const found = snapshot.rows<Row>(statement(rule, now, most, limitMs), limitMs + GRACE_MS);
  for await (const { id, detail, findings } of found) {
    const finding = { id: String(id), detail };
    seen++;
    if (findings !== undefined) counted = Number(findings);
    if (most !== undefined) rows.push(finding);
    await each?.(rule, finding);
  }
  return { rule, findings: counted ?? seen, rows };
}

/** MariaDB runs what stands in `/*M!`, MySQL obeys the hint, and each ignores the other. */
function statement({ sql }: AuditRule, now: string, most: number | undefined, limitMs: number): string {
  const limit = Math.ceil(limitMs);
  const count = most === undefined ? '' : ', COUNT(*) OVER () AS findings';
  return `/*M!100100 SET STATEMENT max_statement_time = ${limit / 1000} FOR */
    SELECT /*+ MAX_EXECUTION_TIME(${limit}) */ named.id, named.detail${count}
    FROM (${sql.replaceAll(':now', `TIMESTAMP'${now}'`)}) AS named
    ORDER BY named.id${most === undefined ? '' : ` LIMIT ${most}`}`;
}
