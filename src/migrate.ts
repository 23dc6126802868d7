import 'reflect-metadata';
import { openDataSource } from '#platform/database/data-source';
import { configFromEnvironment } from './configuration';
import { schema } from './schema';

/** Applies the pending migrations to the configured database. */
async function migrate(): Promise<void> {
  const dataSource = await openDataSource(configFromEnvironment(), schema, { isMigration: true });
  try {
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    const names = applied.map((migration) => migration.name).join(', ');
    process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${names}\n`);
  } finally {
    await dataSource.destroy();
  }
}

migrate().catch((error: unknown) => {
  process.stderr.write(`The migrations were not applied: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
