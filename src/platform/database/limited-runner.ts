import type { QueryRunner } from 'typeorm';
import { isClosed, statementTimeout } from './errors';

const STATEMENT_LIMIT_MS = 10_000;

/** Nothing has been sent over this connection yet, so the same work can be tried on another one. */
export class ClosedBeforeUse extends Error {
  constructor(override readonly cause: Error) {
    super('The connection was closed by the other side');
  }
}

export interface Connection {
  readonly threadId: number;
  query(sql: string, parameters: unknown, callback: (error: Error | null, rows: unknown) => void): void;
  destroy(): void;
}

/**
 * Makes every statement of `runner`, its own ones included, succeed in time or fail. The driver's own time limit does not
 * run while a statement waits behind another one on its connection, such as ROLLBACK behind one that hangs. TypeORM's
 * events and copies of results, which are not used here, are bypassed: they took 8 µs of every order.
 */
export function withStatementTimeout(runner: QueryRunner): QueryRunner {
  let isUsed = false;
  // With `undefined` the driver would search the whole text for placeholders.
  const query = async (sql: string, parameters: unknown = null): Promise<unknown> => {
    if (runner.isReleased) throw new Error('This connection has been released');
    const connection = (await runner.connect()) as Connection;
    const first = !isUsed;
    isUsed = true;
    return new Promise((resolve, reject) => {
      // Without a connection that is open, nothing waits for it.
      const timeout = setTimeout(() => reject(statementTimeout()), STATEMENT_LIMIT_MS).unref();
      connection.query(sql, parameters, (error, rows) => {
        clearTimeout(timeout);
        if (error === null) resolve(rows);
        else reject(first && isClosed(error) ? new ClosedBeforeUse(error) : error);
      });
    });
  };
  return Object.assign(runner, { query });
}
