import { createConnection } from 'mysql2/promise';
import { DataSource, type MixedList } from 'typeorm';
import type { Config } from '#platform/config/config';
import { withTimeout } from '#platform/timing/with-timeout';
import { statementTimeout } from './errors';
import { type Dialect, type NewConnection, prepareSession } from './session';

const CONNECT_LIMIT_MS = 3_000;
/** Opening runs a few queries for which the driver has no time limit. */
const OPEN_LIMIT_MS = 10_000;
/** Less than a caller waits for a statement: the server gives up first, and the connection stays usable. */
const STATEMENT_LIMIT_S = 9;
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

interface OpenOptions {
  /** statements have no time limit */
  readonly isMigration?: boolean;
  readonly statementLimitS?: number;
}

/**
 * @throws when the database cannot be reached, refuses the account, or does not respond in time
 */
export async function openDataSource(
  config: DatabaseAccess,
  schema: { migrations: MixedList<Function> }, // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
  options: OpenOptions = {},
): Promise<DataSource> {
  const statementLimitS = options.isMigration === true ? undefined : (options.statementLimitS ?? STATEMENT_LIMIT_S);
  return withTimeout(OPEN_LIMIT_MS, open(config, schema, statementLimitS), statementTimeout);
}

async function open(
  config: DatabaseAccess,
  schema: { migrations: MixedList<Function> }, // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
  statementLimitS: number | undefined,
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
  const prepare = (connection: NewConnection): void => prepareSession(connection, dialect, statementLimitS);
  driver.pool.on('connection', prepare);
  // The connection that initialize() opened came before the listener.
  const first = dataSource.createQueryRunner();
  prepare((await first.connect()) as NewConnection);
  await first.release();
  return dataSource;
}
