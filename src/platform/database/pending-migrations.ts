import type { DataSource } from 'typeorm';
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
