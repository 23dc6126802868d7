import { createConnection } from 'mysql2/promise';

/** Queries the database directly, not through the application. */
export type SqlQuery = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** Queries a database of this machine as root, over a new connection each time. */
export function sqlQueryAsRoot(port: number, scheme: string): SqlQuery {
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
