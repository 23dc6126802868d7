import { SingleFlight } from '#platform/timing/single-flight';
import { withTimeout } from '#platform/timing/with-timeout';
import type { Database } from './database';
import { isDamagedTable, isServerFailure } from './server-failure';

const CHECK_EVERY_MS = 2_000;
/** A table that is locked does not answer; it is not damaged, and the report must not wait for it. */
const ANSWER_LIMIT_MS = 300;
const NO_SUCH_TABLE = 1146;

/**
 * Whether every table can be read. One statement reads the first row of each, at most every two seconds. Damage further
 * inside a table shows when a statement of a request meets it, and then for ten seconds.
 */
export class TableHealth {
  private tables: readonly string[] = [];
  private damaged: string | undefined;
  private checkedAt = Number.NEGATIVE_INFINITY;
  private readonly checking = new SingleFlight(() => this.check());

  constructor(private readonly database: Database) {}

  /** The name of a table that cannot be used; `undefined` if none is known. */
  async firstDamaged(): Promise<string | undefined> {
    if (performance.now() - this.checkedAt > CHECK_EVERY_MS) {
      await withTimeout(ANSWER_LIMIT_MS, this.checking.run(), () => new Error('too slow')).catch(() => undefined);
    }
    return this.damaged ?? this.tableOf(this.database.condition.damage);
  }

  private async check(): Promise<void> {
    try {
      if (this.tables.length === 0) this.tables = await this.namesOfTables();
      this.damaged = await this.firstUnreadable(this.tables);
    } finally {
      this.checkedAt = performance.now();
    }
  }

  private async namesOfTables(): Promise<string[]> {
    const rows = await this.database.query<Record<string, string>>('SHOW TABLES');
    return rows.flatMap((row) => Object.values(row));
  }

  /** Halves the tables until the one that fails is alone. */
  private async firstUnreadable(tables: readonly string[]): Promise<string | undefined> {
    if (tables.length === 0 || (await this.areReadable(tables))) return undefined;
    if (tables.length === 1) return tables[0];
    const half = Math.ceil(tables.length / 2);
    return (await this.firstUnreadable(tables.slice(0, half))) ?? this.firstUnreadable(tables.slice(half));
  }

  private async areReadable(tables: readonly string[]): Promise<boolean> {
    try {
      await this.database.query(
        tables.map(() => '(SELECT 1 FROM ?? FORCE INDEX (PRIMARY) LIMIT 1)').join(' UNION ALL '),
        tables,
      );
      return true;
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      if (isDamagedTable(cause) || (cause as { errno?: unknown }).errno === NO_SUCH_TABLE) return false;
      if (isServerFailure(cause)) return true;
      throw error;
    }
  }

  private tableOf(message: string | undefined): string | undefined {
    if (message === undefined) return undefined;
    const words = new Set(message.split(/\W+/));
    return this.tables.find((table) => words.has(table)) ?? 'of a recent statement';
  }
}
