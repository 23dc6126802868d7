import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';

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
