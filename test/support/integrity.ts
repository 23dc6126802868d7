import { runChecks } from '#platform/integrity/run-checks';
import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import type { Database } from '#platform/database/database';
import { integrityChecks } from '../../src/integrity-checks';

/** What holds only while nothing is under way. */
const NOTHING_UNDER_WAY: readonly IntegrityCheck[] = [
  {
    name: 'order.settled',
    description: 'Every order is settled.',
    table: 'orders',
    sql: `SELECT order_id AS id, status AS detail FROM orders WHERE status = 'ORDER_BEFORE'`,
  },
  {
    name: 'delivery.made',
    description: 'Every delivery that is due was made.',
    table: 'event_publications',
    sql: 'SELECT id, handler AS detail FROM event_publications WHERE due_at <= :now',
  },
];

/**
 * The rules of the audit, and those that hold whenever nothing is under way.
 * @returns a line for each row that breaks one; none when all hold
 */
export async function integrityViolations(database: Database): Promise<string[]> {
  const broken: string[] = [];
  await runChecks(database, [...integrityChecks.all, ...NOTHING_UNDER_WAY], {
    limitMs: 60_000,
    each: async (rule, { id, detail }) => {
      broken.push(`${rule.name}: ${rule.table} ${id}: ${detail}`);
    },
  });
  return broken;
}
