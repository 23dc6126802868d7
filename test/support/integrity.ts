import { runChecks } from '#platform/integrity/run-checks';
import type { IntegrityCheck } from '#platform/integrity/integrity-check';
import type { Database } from '#platform/database/database';
import type { Shop } from './shop';
import { until } from './until';
import { integrityChecks } from '../../src/integrity-checks';

/** Conditions that hold only while no work is in progress. */
const IDLE_CHECKS: readonly IntegrityCheck[] = [
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
 * Resolves when every order is decided. A drain does not wait for publications that are put off, as after a lock that
 * lasted too long: 12 of 100 orders beside an import were (2026-11).
 */
export async function untilDecided({ bus, database }: Pick<Shop, 'bus' | 'database'>): Promise<void> {
  await until(async () => {
    await bus.drain();
    return (await database.query(`SELECT 1 FROM orders WHERE status = 'ORDER_BEFORE' LIMIT 1`)).length === 0;
  });
}

/** Resolves when every event is handled, also those that a command or another instance has published. */
export async function untilHandled({ bus, database }: Pick<Shop, 'bus' | 'database'>): Promise<void> {
  await until(async () => {
    await bus.drain();
    return (await database.query(`SELECT 1 FROM event_publications WHERE state = 'DUE' LIMIT 1`)).length === 0;
  });
}

/**
 * Runs the integrity checks and those that hold while no work is in progress.
 * @param only the beginning of the names of the checks to run, as of one module's own tables
 * @returns a line for each row that violates a check
 */
export async function integrityViolations(database: Database, only = ''): Promise<string[]> {
  const violations: string[] = [];
  const checks = [...integrityChecks.all, ...IDLE_CHECKS].filter(({ name }) => name.startsWith(only));
  await runChecks(database, checks, {
    limitMs: 60_000,
    each: async (check, { id, detail }) => {
      violations.push(`${check.name}: ${check.table} ${id}: ${detail}`);
    },
  });
  return violations;
}
