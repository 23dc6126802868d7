import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import type { Database } from '#platform/database/database';

/**
 * The server refreshes its list of transactions only when no one has read it for 100 ms. With a fixed pause, two tests that
 * wait at the same time can keep each other from ever seeing a new list.
 */
const pauseMs = (): number => 150 + 300 * Math.random();

/** The database of this run, for tests that connect to it directly. */
export function connectionOptions(): ConnectionOptions {
  return {
    host: process.env['DB_HOST'],
    port: Number(process.env['DB_PORT'] ?? 3306),
    user: process.env['DB_USERNAME'],
    password: process.env['DB_PASSWORD'],
  };
}

/** Runs `work` in a separate transaction that can block others; it is rolled back unless `work` commits it. */
export async function withBlockingTransaction(
  scheme: string,
  work: (holder: Connection) => Promise<void>,
): Promise<void> {
  const holder = await createConnection({ ...connectionOptions(), database: scheme });
  try {
    await holder.beginTransaction();
    await work(holder);
  } finally {
    await holder.end();
  }
}

/** The number of transactions that wait for a row lock with a statement that contains `statement`. */
async function countBlocked(database: Database, statement: string): Promise<number> {
  const rows = await database.query(
    `SELECT 1 FROM information_schema.INNODB_TRX AS trx
     JOIN information_schema.PROCESSLIST AS thread ON thread.ID = trx.trx_mysql_thread_id
     WHERE trx.trx_state = 'LOCK WAIT' AND thread.DB = DATABASE() AND LOCATE(?, trx.trx_query) > 0`,
    [statement],
  );
  return rows.length;
}

/** What `untilBlocked` waits for: `count` transactions with a statement that contains `statement`, or the end of `work`. */
interface Blocked {
  readonly statement?: string;
  readonly count?: number;
  readonly work?: Promise<unknown>;
}

/** Resolves when transactions wait for row locks, as a test needs before it lets their holder continue. */
export async function untilBlocked(database: Database, { statement = '', count = 1, work }: Blocked): Promise<void> {
  let ended = false;
  const end = (): boolean => (ended = true);
  const ending = work?.then(end, end) ?? new Promise<never>(() => undefined);
  while (!ended && (await countBlocked(database, statement)) < count) await Promise.race([ending, pause(pauseMs())]);
}
