import type { DataSource } from 'typeorm';
import type { Config } from '#platform/config/config';
import { openDataSource } from './data-source';
import { Database } from './database';

const NO_SUCH_TABLE = 1146;

/**
 * The names of the migrations that this database still lacks.
 * @throws Unavailable when it does not answer in time
 */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const applied = new Set(await appliedMigrations(new Database(dataSource)));
  return dataSource.migrations
    .map((migration) => migration.name ?? migration.constructor.name)
    .filter((name) => !applied.has(name));
}

async function appliedMigrations(database: Database): Promise<string[]> {
  try {
    const rows = await database.query<{ name: string }>('SELECT name FROM schema_migrations');
    return rows.map((row) => row.name);
  } catch (error) {
    if ((error as { errno?: unknown }).errno === NO_SUCH_TABLE) return [];
    throw error;
  }
}

/** @throws Error when the database cannot be used, or lacks a migration of this schema */
export async function assertMigrated(config: Config, schema: Parameters<typeof openDataSource>[1]): Promise<void> {
  const { host, port } = config.database;
  const dataSource = await openDataSource(config, schema).catch((error: Error) => {
    throw new Error(`The database at ${host}:${port} cannot be used: ${error.message}`, { cause: error });
  });
  try {
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0)
      throw new Error(`${pending.length} migrations are pending; \`npm run migrate\` applies them`);
  } finally {
    await new Database(dataSource).onApplicationShutdown();
  }
}
