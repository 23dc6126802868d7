import { Unavailable } from '#platform/domain-error';
import { SingleFlight } from '#platform/timing/single-flight';
import { withTimeout } from '#platform/timing/with-timeout';
import type { Database } from './database';
import { isDamagedTable, isServerFailure, numberOf } from './server-failure';

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
    const failure = tables.length === 0 ? undefined : await this.failureOf(tables);
    if (failure === undefined) return undefined;
    const [table] = tables;
    if (tables.length === 1 && table !== undefined) return (await this.isDamaged(table, failure)) ? table : undefined;
    const half = Math.ceil(tables.length / 2);
    return (await this.firstUnreadable(tables.slice(0, half))) ?? this.firstUnreadable(tables.slice(half));
  }

  /**
   * The schema may hold what no release has made: views, copies of tables without a primary key, tables that an operator
   * or a later release has dropped. They are not damaged, and are left out from now on.
   */
  private async isDamaged(table: string, failure: unknown): Promise<boolean> {
    if (isDamagedTable(failure)) return true;
    if (numberOf(failure) === NO_SUCH_TABLE && (await this.namesOfTables()).includes(table)) return true;
    this.tables = this.tables.filter((other) => other !== table);
    return false;
  }

  /** Why one of the tables cannot be read; `undefined` also if the server, and not the table, is the reason. */
  private async failureOf(tables: readonly string[]): Promise<unknown> {
    try {
      await this.database.query(
        tables.map(() => '(SELECT 1 FROM ?? FORCE INDEX (PRIMARY) LIMIT 1)').join(' UNION ALL '),
        tables,
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof Unavailable)) return error;
      if (isDamagedTable(error.cause)) return error.cause;
      if (isServerFailure(error.cause)) return undefined;
      throw error;
    }
  }

  private tableOf(message: string | undefined): string | undefined {
    if (message === undefined) return undefined;
    const words = new Set(message.split(/\W+/));
    return this.tables.find((table) => words.has(table)) ?? 'of a recent statement';
  }
}
