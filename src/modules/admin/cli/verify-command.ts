import type { Command } from 'commander';
import { type CliContext, JSON_OPTION, type JsonOption } from '#platform/cli/cli-context';
import { CommandRefused, unlessInterrupted } from '#platform/cli/command-outcome';
import type { Config } from '#platform/config/config';
import { openDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { pendingMigrations } from '#platform/database/pending-migrations';
import type { IntegrityChecks } from '#platform/integrity/integrity-check';
import { runChecks } from '#platform/integrity/run-checks';

const LIMIT_MS = 600_000;

const ABOUT = `Reads one consistent state of the database, also during a sale; an account that may only SELECT is enough. With --json
the lines are printed as one list. It exits with 1 when a row violates a rule.`;

interface Verification {
  readonly checks: IntegrityChecks;
  /** the migrations that the database must have */
  readonly schema: Parameters<typeof openDataSource>[1];
}

export function addVerifyCommand(program: Command, context: CliContext, verification: Verification): void {
  program
    .command('verify')
    .alias('audit')
    .summary('Run the integrity checks and print every row that violates one.')
    .description(ABOUT)
    .option(...JSON_OPTION)
    .action(({ json }: JsonOption) => verify(context, verification, json === true));
}

async function verify(
  { terminal, interruption, config }: CliContext,
  verification: Verification,
  json: boolean,
): Promise<void> {
  const lines: string[] = [];
  const print = async (line: string): Promise<void> => {
    if (json) lines.push(line);
    else await terminal.print(line);
  };
  const sound = await unlessInterrupted(interruption, printViolations(config(), verification, print));
  if (json) await terminal.print(JSON.stringify({ sound, lines }));
  if (!sound) throw new CommandRefused();
}

/**
 * Prints every row that violates a check, one line each, then the description of each violated check. It opens the
 * database only: it works while Redis is down.
 * @param print is awaited before the next line, since there may be more violations than fit into memory
 * @returns whether there are no violations
 */
async function printViolations(
  config: Config,
  { checks, schema }: Verification,
  print: (line: string) => Promise<void>,
): Promise<boolean> {
  const dataSource = await openDataSource(config, schema);
  try {
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0)
      throw new Error(`${pending.length} migrations are pending; \`npm run migrate\` applies them`);
    const { results, milliseconds } = await runChecks(new Database(dataSource), checks.all, {
      limitMs: LIMIT_MS,
      each: (check, { id, detail }) => print(`${check.name}: ${check.table} ${id}: ${detail}`),
    });
    const violated = results.filter(({ violations }) => violations > 0);
    for (const { check, violations } of violated)
      await print(`${violations} rows of ${check.table} violate ${check.name}: ${check.description}`);
    const rows = violated.reduce((sum, { violations }) => sum + violations, 0);
    const checked = `${results.length} checks in ${(milliseconds / 1_000).toFixed(1)} s`;
    await print(rows === 0 ? `Sound: no violations (${checked}).` : `Not sound: ${rows} violations (${checked}).`);
    return rows === 0;
  } finally {
    await dataSource.destroy();
  }
}
