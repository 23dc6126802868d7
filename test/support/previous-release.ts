import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { connectionOptions } from './database-connection';

export type Part = 'before' | 'during' | 'after';

type Statement = readonly [sql: string, parameters: readonly unknown[]];

const FOLDER = join(__dirname, '../upgrade/previous-release');
/** Deadlock, lock wait timeout, table definition changed. */
const RETRYABLE = new Set([1213, 1205, 1412]);
const ATTEMPTS = 5;

/** The previous release: its empty schema and an instance that sends the recorded statements. */
export class PreviousRelease {
  private constructor(
    readonly scheme: string,
    private readonly connection: Connection,
    private readonly parts: ReadonlyMap<Part, readonly Statement[]>,
  ) {}

  static async install(): Promise<PreviousRelease> {
    const scheme = `hotdeal_test_${process.pid}_${randomBytes(4).toString('hex')}`;
    const connection = await createConnection({
      ...connectionOptions(),
      timezone: 'Z',
      supportBigNumbers: true,
      multipleStatements: true,
    });
    await connection.query(`CREATE DATABASE ${scheme} CHARACTER SET utf8mb4; USE ${scheme}`);
    await connection.query(readFileSync(join(FOLDER, 'schema.sql'), 'utf8'));
    await connection.query(
      `SET time_zone = '+00:00', lock_wait_timeout = 5; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED`,
    );
    return new PreviousRelease(scheme, connection, recorded());
  }

  /** Sends the recorded statements of a part in their order. @returns their number */
  async replay(part: Part): Promise<number> {
    const statements = this.parts.get(part) ?? [];
    for (const statement of statements) await this.send(statement);
    return statements.length;
  }

  /** Sends all recorded reads again. @returns their number */
  async repeatReads(): Promise<number> {
    const reads = [...this.parts.values()].flat().filter(([sql]) => sql.startsWith('SELECT'));
    for (const read of reads) await this.send(read);
    return reads.length;
  }

  async remove(): Promise<void> {
    await this.connection.query(`DROP DATABASE ${this.scheme}`);
    await this.connection.end();
  }

  private async send([sql, parameters]: Statement): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.connection.query(sql, parameters as NonNullable<unknown>[]);
        return;
      } catch (error) {
        const { errno, message } = error as { errno?: number; message: string };
        if (errno !== undefined && RETRYABLE.has(errno) && attempt < ATTEMPTS) continue;
        throw new Error(`A statement of the previous release failed: ${message}\n${sql}`, { cause: error });
      }
    }
  }
}

function recorded(): Map<Part, Statement[]> {
  const parts = new Map<Part, Statement[]>();
  let current: Statement[] = [];
  for (const line of readFileSync(join(FOLDER, 'statements.jsonl'), 'utf8').trim().split('\n')) {
    const entry = JSON.parse(line) as { part: Part } | Statement;
    if ('part' in entry) parts.set(entry.part, (current = []));
    else current.push([entry[0], entry[1].map(revived)]);
  }
  return parts;
}

/** Restores a value that `tools/upgrade/record-statements.ts` serialized. */
function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (value === null || typeof value !== 'object') return value;
  const { date, bytes } = value as { date?: string; bytes?: string };
  return date === undefined ? Buffer.from(bytes ?? '', 'base64') : new Date(date);
}
