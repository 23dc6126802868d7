import { createConnection } from 'mysql2/promise';

/** Asks the database, past the application. */
export type Ask = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** As root of a database of this machine, over a connection of its own each time. */
export function askerOf(port: number, scheme: string): Ask {
  return async (sql, parameters = []) => {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: 'root',
      database: scheme,
      timezone: 'Z',
    });
    try {
      const [rows] = await connection.query(sql, parameters as unknown[]);
      return rows as never;
    } finally {
      await connection.end();
    }
  };
}
