import 'reflect-metadata';
import { Interrupted } from '#platform/cli/command-outcome';
import { applyMigrations } from '#platform/database/apply-migrations';
import { openDataSource } from '#platform/database/data-source';
import { configFromEnvironment } from './configuration';
import { schema } from './schema';

/** Applies the pending migrations to the configured database. The first signal lets the running statement end. */
async function migrate(): Promise<void> {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const interrupted = new Interrupted(name, 'The next run continues with the next statement.');
      if (interruption.signal.aborted) process.exit(interrupted.exitCode);
      interruption.abort(interrupted);
    });
  }
  const dataSource = await openDataSource(configFromEnvironment(), schema, { isMigration: true });
  try {
    const applied = await applyMigrations(dataSource, {
      interruption: interruption.signal,
      onWait: () => process.stdout.write('Waiting for another process that is applying migrations.\n'),
    });
    process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
  } finally {
    await dataSource.destroy();
  }
}

migrate().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof Interrupted ? `${reason}\n` : `The migrations were not applied: ${reason}\n`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
});
