import { audit } from '#platform/audit/audit';
import type { AuditRule } from '#platform/audit/audit-rule';
import type { Database } from '#platform/database/database';
import { auditRules } from '../../src/audit-rules';

/** What holds only while nothing is under way. */
const NOTHING_UNDER_WAY: readonly AuditRule[] = [
  {
    name: 'order.settled',
    description: 'Every order is settled.',
    table: 'orders',
    sql: `SELECT order_id AS id, status AS detail FROM orders WHERE status = 'ORDER_BEFORE'`,
  },
  {
    name: 'delivery.made',
    description: 'Every delivery that is due was made.',
    table: 'deliveries',
    sql: 'SELECT id, reaction AS detail FROM deliveries WHERE due_at <= :now',
  },
];

/**
 * The rules of the audit, and those that hold whenever nothing is under way.
 * @returns a line for each row that breaks one; none when all hold
 */
export async function brokenEquations(database: Database): Promise<string[]> {
  const broken: string[] = [];
  await audit(database, [...auditRules.all, ...NOTHING_UNDER_WAY], {
    limitMs: 60_000,
    each: async (rule, { id, detail }) => {
      broken.push(`${rule.name}: ${rule.table} ${id}: ${detail}`);
    },
  });
  return broken;
}
