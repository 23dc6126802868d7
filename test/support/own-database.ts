import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { programs, type Server, startDatabase } from '../servers/servers';

/** An account without the privilege to write to a read-only server, which root has. */
export const ACCOUNT = { DB_USERNAME: 'shop', DB_PASSWORD: 'the password of the shop' };

/** Skipped, with a notice of the launcher, when this machine has no database program: that of other tests may be remote. */
export const describeWithOwnDatabase = process.env['DATABASE_PROGRAM'] === undefined ? describe.skip : describe;

/** A database server of one test file, which may harm it. The schemas of this file are created on it. */
export class OwnDatabase {
  private constructor(
    readonly folder: string,
    readonly server: Server,
  ) {}

  static async start(settings: readonly string[] = []): Promise<OwnDatabase> {
    const folder = mkdtempSync(join(tmpdir(), 'hotdeal-database-'));
    const server = await startDatabase(folder, { ...programs().database, settings });
    Object.assign(process.env, {
      DB_HOST: '127.0.0.1',
      DB_PORT: String(server.port),
      DB_USERNAME: 'root',
      DB_PASSWORD: '',
    });
    const database = new OwnDatabase(folder, server);
    await database.execute(`CREATE USER ${database.account} IDENTIFIED BY '${ACCOUNT.DB_PASSWORD}'`);
    await database.execute(`GRANT ALL ON \`hotdeal\\_%\`.* TO ${database.account}`);
    return database;
  }

  get account(): string {
    return `'${ACCOUNT.DB_USERNAME}'@'%'`;
  }

  /** Runs a statement as root. */
  async execute(sql: string): Promise<unknown> {
    const connection = await createConnection({ host: '127.0.0.1', port: this.server.port, user: 'root' });
    try {
      return (await connection.query(sql))[0];
    } finally {
      connection.destroy();
    }
  }

  /** Closes every connection of the shop's account. */
  async killConnections(): Promise<void> {
    const rows = (await this.execute(
      `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER = '${ACCOUNT.DB_USERNAME}'`,
    )) as { id: number }[];
    for (const { id } of rows) await this.execute(`KILL ${id}`).catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.server.process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
