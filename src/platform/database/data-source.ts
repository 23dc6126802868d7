import { createConnection } from 'mysql2/promise';
import { DataSource, type MixedList } from 'typeorm';
import type { Config } from '#platform/config/config';
import { withTimeout } from '#platform/timing/with-timeout';
import { statementTimeout } from './errors';
import { type Dialect, type NewConnection, prepareSession } from './session';

const CONNECT_LIMIT_MS = 3_000;
/** Opening runs a few queries for which the driver has no time limit. */
const OPEN_LIMIT_MS = 10_000;
/** How many callers may wait for a connection; the next one gets 503. */
const MAX_QUEUE = 1_000;

/** How to reach the database: a configuration, or a part of one. */
type DatabaseAccess = Pick<Config, 'database'>;

/** TypeORM has a driver type for each server; the server's version selects it. */
async function dialectOf(config: DatabaseAccess): Promise<Dialect> {
  const { host, port, username, password } = config.database;
  const connection = await createConnection({ host, port, user: username, password, connectTimeout: CONNECT_LIMIT_MS });
  try {
    const query = connection.query('SELECT VERSION() AS version');
    const [rows] = await withTimeout(CONNECT_LIMIT_MS, query, statementTimeout);
    const version = (rows as { version: string }[])[0]?.version ?? '';
    return version.includes('MariaDB') ? 'mariadb' : 'mysql';
  } finally {
    connection.destroy();
  }
}

/**
 * @param options.isMigration statements have no time limit
 * @throws when the database cannot be reached, refuses the account, or does not respond in time
 */
export async function openDataSource(
  config: DatabaseAccess,
  schema: { migrations: MixedList<Function> }, // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
  options: { readonly isMigration?: boolean } = {},
): Promise<DataSource> {
  return withTimeout(OPEN_LIMIT_MS, open(config, schema, options.isMigration === true), statementTimeout);
}

async function open(
  config: DatabaseAccess,
  schema: { migrations: MixedList<Function> }, // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
  isMigration: boolean,
): Promise<DataSource> {
  const { host, port, scheme, username, password, pool } = config.database;
  const dialect = await dialectOf(config);
  const dataSource = new DataSource({
    type: dialect,
    host,
    port,
    username,
    password,
    database: scheme,
    ...schema,
    synchronize: false,
    migrationsTransactionMode: 'each',
    migrationsTableName: 'schema_migrations',
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: CONNECT_LIMIT_MS,
    poolSize: pool,
    logging: false,
    multipleStatements: true,
    extra: { queueLimit: MAX_QUEUE, maxIdle: pool, enableKeepAlive: true },
  });
  await dataSource.initialize();
  const driver = dataSource.driver as unknown as {
    pool: { on(event: 'connection', listener: (connection: NewConnection) => void): void };
  };
  const prepare = (connection: NewConnection): void => prepareSession(connection, dialect, isMigration);
  driver.pool.on('connection', prepare);
  // The connection that initialize() opened came before the listener.
  const first = dataSource.createQueryRunner();
  prepare((await first.connect()) as NewConnection);
  await first.release();
  return dataSource;
}
