import { createConnection } from 'mysql2/promise';
import { DataSource, type MixedList } from 'typeorm';
import type { Config } from '#platform/config/config';
import { withTimeout } from '#platform/timing/with-timeout';
import { statementTimeout } from './errors';
import { type Dialect, type NewConnection, prepareSession } from './session';

const CONNECT_LIMIT_MS = 3_000;
/** Opening asks the server a few things, of which the driver waits for ever. */
const OPEN_LIMIT_MS = 10_000;
/** Callers that may wait for a connection before the next is told 503. */
const WAITING_LIMIT = 1_000;

/** Where the database is, and who asks: a configuration, or a part of one. */
type Place = Pick<Config, 'database'>;

/** TypeORM speaks two dialects for what is one protocol; the server's own greeting says which one fits. */
async function dialectOf(config: Place): Promise<Dialect> {
  const { host, port, username, password } = config.database;
  const connection = await createConnection({ host, port, user: username, password, connectTimeout: CONNECT_LIMIT_MS });
  try {
    const asked = connection.query('SELECT VERSION() AS version');
    const [rows] = await withTimeout(CONNECT_LIMIT_MS, asked, statementTimeout);
    const version = (rows as { version: string }[])[0]?.version ?? '';
    return version.includes('MariaDB') ? 'mariadb' : 'mysql';
  } finally {
    connection.destroy();
  }
}

/**
 * @param options.patient statements may take their time, as those of migrations do
 * @throws when the database cannot be reached, refuses the account, or does not answer in time
 */
export async function openDataSource(
  config: Place,
  schema: { migrations: MixedList<Function> }, // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
  options: { readonly patient?: boolean } = {},
): Promise<DataSource> {
  return withTimeout(OPEN_LIMIT_MS, open(config, schema, options.patient === true), statementTimeout);
}

async function open(
  config: Place,
  schema: { migrations: MixedList<Function> }, // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
  patient: boolean,
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
    extra: { queueLimit: WAITING_LIMIT, maxIdle: pool, enableKeepAlive: true },
  });
  await dataSource.initialize();
  const driver = dataSource.driver as unknown as {
    pool: { on(event: 'connection', listener: (connection: NewConnection) => void): void };
  };
  const prepare = (connection: NewConnection): void => prepareSession(connection, dialect, patient);
  driver.pool.on('connection', prepare);
  // The connection that initialize() opened came before the listener.
  const first = dataSource.createQueryRunner();
  prepare((await first.connect()) as NewConnection);
  await first.release();
  return dataSource;
}
