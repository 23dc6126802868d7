import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';

/** Where the database of this run is, for whoever speaks to it past the application. */
export function givenDatabase(): ConnectionOptions {
  return {
    host: process.env['DB_HOST'],
    port: Number(process.env['DB_PORT'] ?? 3306),
    user: process.env['DB_USERNAME'],
    password: process.env['DB_PASSWORD'],
  };
}

/** `work` holds a transaction of its own, for which others have to wait; what it leaves open is rolled back. */
export async function besideOthers(scheme: string, work: (holder: Connection) => Promise<void>): Promise<void> {
  const holder = await createConnection({ ...givenDatabase(), database: scheme });
  try {
    await holder.beginTransaction();
    await work(holder);
  } finally {
    await holder.end();
  }
}
