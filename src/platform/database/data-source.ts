import { createConnection } from 'mysql2/promise';
import { DataSource, type MixedList } from 'typeorm';
import type { Config } from '#platform/config/config';

/** Limits on the server's side; those of the callers are in `Database`. */
const CONNECT_LIMIT_MS = 3_000;
const LOCK_WAIT_LIMIT_S = 5;
/** Callers that may wait for a connection before the next is told 503. */
const WAITING_LIMIT = 1_000;

/** TypeORM speaks two dialects for what is one protocol; the server's own greeting says which one fits. */
async function dialect(config: Config): Promise<'mariadb' | 'mysql'> {
  const { host, port, username, password } = config.database;
  const connection = await createConnection({ host, port, user: username, password, connectTimeout: CONNECT_LIMIT_MS });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    const version = (rows as { version: string }[])[0]?.version ?? '';
    return version.includes('MariaDB') ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}

interface NewConnection {
  query(sql: string, answered: (error: Error | null) => void): void;
  destroy(): void;
}

/** Every session reads committed rows only, counts time in UTC, and waits for a row lock a bounded time. */
function prepareSession(connection: NewConnection): void {
  const settings = [
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    `SET time_zone = '+00:00', innodb_lock_wait_timeout = ${LOCK_WAIT_LIMIT_S}`,
  ];
  for (const setting of settings) {
    connection.query(setting, (error) => {
      if (error !== null) connection.destroy();
    });
  }
}

/** @throws when the database cannot be reached or refuses the account */
export async function openDataSource(
  config: Config,
  schema: { migrations: MixedList<Function> }, // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own signature
): Promise<DataSource> {
  const { host, port, scheme, username, password, pool } = config.database;
  const dataSource = new DataSource({
    type: await dialect(config),
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
    extra: { queueLimit: WAITING_LIMIT, maxIdle: pool, idleTimeout: 60_000, enableKeepAlive: true },
  });
  await dataSource.initialize();
  const driver = dataSource.driver as unknown as {
    pool: { on(event: 'connection', listener: (connection: NewConnection) => void): void };
  };
  driver.pool.on('connection', prepareSession);
  // The connection that initialize() opened came before the listener.
  const first = dataSource.createQueryRunner();
  prepareSession((await first.connect()) as NewConnection);
  await first.release();
  return dataSource;
}
