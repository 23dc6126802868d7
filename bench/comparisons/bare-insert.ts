import { type Connection, createConnection } from 'mysql2/promise';

/** One multi-row insert with its text prepared before the measurement: the least that writing these rows can cost. */
export class BareInsert {
  private constructor(private readonly connection: Connection) {}

  static async open(port: number, database: string): Promise<BareInsert> {
    return new BareInsert(await createConnection({ host: '127.0.0.1', port, user: 'root', database, timezone: 'Z' }));
  }

  statement(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
    return this.connection.format(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [rows]);
  }

  /** Resolves when it is committed. */
  async run(statement: string): Promise<void> {
    await this.connection.query(statement);
  }

  close(): Promise<void> {
    return this.connection.end();
  }
}
