/** Less than a caller waits for a statement: the server gives up first, and the connection stays whole. */
const STATEMENT_LIMIT_S = 9;
const LOCK_WAIT_LIMIT_S = 5;
/** What is left of a client that vanished keeps its row locks no longer; also how long a connection may lie unused. */
const SILENCE_LIMIT_S = 60;

export type Dialect = 'mariadb' | 'mysql';

export interface NewConnection {
  query(sql: string, answered: (error: Error | null) => void): void;
  destroy(): void;
}

/**
 * Every session reads committed rows only and counts time in UTC. It waits a bounded time for a row, a table, and its
 * client, and works a bounded time on a statement: MariaDB on any, MySQL on those that read. What a caller has given up
 * for another reason, `Database` ends there.
 */
export function prepareSession(connection: NewConnection, dialect: Dialect, patient: boolean): void {
  const limits = [
    `innodb_lock_wait_timeout = ${LOCK_WAIT_LIMIT_S}`,
    `lock_wait_timeout = ${LOCK_WAIT_LIMIT_S}`,
    `wait_timeout = ${SILENCE_LIMIT_S}`,
  ];
  if (!patient) {
    limits.push(
      dialect === 'mariadb'
        ? `max_statement_time = ${STATEMENT_LIMIT_S}`
        : `max_execution_time = ${STATEMENT_LIMIT_S * 1_000}`,
    );
  }
  const settings = [
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    `SET time_zone = '+00:00', ${limits.join(', ')}`,
  ];
  for (const setting of settings) {
    connection.query(setting, (error) => {
      if (error !== null) connection.destroy();
    });
  }
}
