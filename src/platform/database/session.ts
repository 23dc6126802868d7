const LOCK_WAIT_LIMIT_S = 5;
/** After this time the row locks of a client that vanished are released; an idle connection is closed after it too. */
const IDLE_LIMIT_S = 60;

export type Dialect = 'mariadb' | 'mysql';

export interface NewConnection {
  query(sql: string, callback: (error: Error | null) => void): void;
  destroy(): void;
}

/**
 * Makes a session read committed rows only and use UTC. It waits a limited time for a row, a table and its client, and
 * works a limited time on a statement: MariaDB on any, MySQL on reading ones. Statements that a caller has given up for
 * another reason are ended by `Database`.
 * @param statementLimitS undefined: no limit
 */
export function prepareSession(connection: NewConnection, dialect: Dialect, statementLimitS: number | undefined): void {
  const limits = [
    `innodb_lock_wait_timeout = ${LOCK_WAIT_LIMIT_S}`,
    `lock_wait_timeout = ${LOCK_WAIT_LIMIT_S}`,
    `wait_timeout = ${IDLE_LIMIT_S}`,
  ];
  if (statementLimitS !== undefined) {
    limits.push(
      dialect === 'mariadb'
        ? `max_statement_time = ${statementLimitS}`
        : `max_execution_time = ${statementLimitS * 1_000}`,
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
