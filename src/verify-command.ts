import { runChecks } from '#platform/integrity/run-checks';
import type { Config } from '#platform/config/config';
import { openDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { pendingMigrations } from '#platform/database/pending-migrations';
import { integrityChecks } from './integrity-checks';
import { schema } from './schema';

const LIMIT_MS = 600_000;

/**
 * Says every row of the configured database that breaks a rule, one line each, then what the broken rules promise.
 * @param say takes a line; the next one waits for it, for findings may be more than fit into memory
 * @returns whether no row breaks a rule
 */
export async function verifyCommand(config: Config, say: (line: string) => Promise<void>): Promise<boolean> {
  const dataSource = await openDataSource(config, schema);
  try {
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0)
      throw new Error(`${pending.length} migrations are pending; \`npm run migrate\` applies them`);
    const { results, milliseconds } = await runChecks(new Database(dataSource), integrityChecks.all, {
      limitMs: LIMIT_MS,
      each: (rule, { id, detail }) => say(`${rule.name}: ${rule.table} ${id}: ${detail}`),
    });
    const broken = results.filter(({ violations }) => violations > 0);
    for (const { check, violations } of broken)
      await say(`${violations} of ${check.table} break ${check.name}: ${check.description}`);
    const rows = broken.reduce((sum, { violations }) => sum + violations, 0);
    const took = `${results.length} rules in ${(milliseconds / 1_000).toFixed(1)} s`;
    await say(rows === 0 ? `Sound: no row breaks a rule (${took}).` : `Not sound: ${rows} findings (${took}).`);
    return rows === 0;
  } finally {
    await dataSource.destroy();
  }
}
