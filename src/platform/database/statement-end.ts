import { createConnection } from 'mysql2/promise';
import type { DataSource } from 'typeorm';
import { withTimeout } from '#platform/timing/with-timeout';
import { StatementAborted, statementTimeout } from './errors';

const CONNECT_LIMIT_MS = 3_000;
const KILL_LIMIT_MS = 1_000;

/**
 * Ends on the server what its caller has given up: the statement, and the transaction with its row locks. The server
 * notices that a client is gone only when it writes to it, and a client behind a broken network not even then. This uses
 * a connection of its own, because the pool may be full of hanging ones. If it fails, the session's own limits remain.
 */
export async function endOnServer(dataSource: DataSource, threadId: number): Promise<void> {
  const { host, port, username, password } = dataSource.options as Record<'host' | 'username' | 'password', string> & {
    port: number;
  };
  const connection = await createConnection({ host, port, user: username, password, connectTimeout: CONNECT_LIMIT_MS });
  try {
    await withTimeout(KILL_LIMIT_MS, connection.query('KILL ?', [threadId]), statementTimeout);
  } finally {
    connection.destroy();
  }
}

/** @throws StatementAborted as soon as `signal` is aborted; the statement may still be running then */
export function unlessAborted<T>(statement: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(new StatementAborted());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    void statement.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
