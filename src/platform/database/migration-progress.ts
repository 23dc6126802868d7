import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isUnreachable } from './errors';
import { numberOf } from './server-failure';

const TABLE = 'schema_migration_progress';
const DEFINITION_OF_TABLE = `
  CREATE TABLE IF NOT EXISTS ${TABLE} (
    name VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    completed INT NOT NULL,
    is_running TINYINT NOT NULL,
    PRIMARY KEY (name)
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`;

const COMMENTS = /^(?:\s+|--[^\n]*\n|\/\*[^]*?\*\/)+/;
const DEFINITION = /^(?:CREATE|ALTER|DROP|RENAME|TRUNCATE)\b/i;
const CHANGE_OF_DATA = /^(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;

/**
 * What the servers answer to a definition that has already been carried out: the table, column, key or constraint exists,
 * or the one to drop or rename does not.
 */
const ALREADY_DEFINED = new Set([1050, 1051, 1054, 1060, 1061, 1091, 1146, 1826, 3821, 3822]);
const DUPLICATE_ROW = new Set([1062]);

interface Progress {
  /** how many statements are complete */
  readonly completed: number;
  /** the next one was being executed when the process died, so it may be complete too */
  readonly isRunning: boolean;
}

/**
 * Records how far each migration has come, so that a run that was stopped or killed at any point is continued. A
 * definition commits by itself: its start is recorded before it and its end after it, and a run that finds only the start
 * repeats the statement and accepts the answer that it has been carried out. A change of data and its record are
 * committed together.
 */
export class MigrationProgress {
  private constructor(
    private readonly runner: QueryRunner,
    private readonly mayGoOn: () => Promise<void>,
    private readonly stored: ReadonlyMap<string, Progress>,
    private isUnrecorded: boolean,
  ) {}

  /** @param mayGoOn called before each statement, which is not sent if it throws */
  static async open(runner: QueryRunner, mayGoOn: () => Promise<void>): Promise<MigrationProgress> {
    // Before 0.2.0 only whole migrations were recorded: the first pending one may be half-applied without a record.
    const isUnrecorded = (await runner.hasTable('schema_migrations')) && !(await runner.hasTable(TABLE));
    await runner.query(DEFINITION_OF_TABLE);
    const rows = (await runner.query(`SELECT name, completed, is_running AS isRunning FROM ${TABLE}`)) as {
      name: string;
      completed: number;
      isRunning: number;
    }[];
    const stored = rows.map(
      ({ name, completed, isRunning }) => [name, { completed, isRunning: isRunning === 1 }] as const,
    );
    return new MigrationProgress(runner, mayGoOn, new Map(stored), isUnrecorded);
  }

  recordStepsOf(migration: MigrationInterface): void {
    const up = migration.up.bind(migration);
    migration.up = () => {
      const name = migration.name ?? migration.constructor.name;
      const steps = new Steps(this.runner, this.mayGoOn, name, {
        ...(this.stored.get(name) ?? { completed: 0, isRunning: false }),
        isUnrecorded: this.isUnrecorded,
      });
      this.isUnrecorded = false;
      return up(Object.assign(Object.create(this.runner) as QueryRunner, { query: steps.query }));
    };
  }

  /** Forgets the migrations that are recorded as a whole by now. */
  async clear(): Promise<void> {
    await this.runner.query(`DELETE FROM ${TABLE}`);
  }
}

/** The statements of one migration, which are the same in every run. */
class Steps {
  private step = 0;

  /** @param earlier `isUnrecorded`: statements may be complete until one takes effect */
  constructor(
    private readonly runner: QueryRunner,
    private readonly mayGoOn: () => Promise<void>,
    private readonly name: string,
    private earlier: Progress & { readonly isUnrecorded: boolean },
  ) {}

  readonly query = async (sql: string, parameters?: unknown[], ...rest: boolean[]): Promise<unknown> => {
    const statement = sql.replace(COMMENTS, '');
    const isDefinition = DEFINITION.test(statement);
    if (!isDefinition && !CHANGE_OF_DATA.test(statement)) {
      return (this.runner.query as (...words: unknown[]) => Promise<unknown>).call(
        this.runner,
        sql,
        parameters,
        ...rest,
      );
    }
    const step = ++this.step;
    if (step <= this.earlier.completed) return undefined;
    await this.mayGoOn();
    return isDefinition ? this.define(sql, step) : this.change(sql, parameters, step);
  };

  private async define(sql: string, step: number): Promise<void> {
    const mayBeDone = this.earlier.isRunning && step === this.earlier.completed + 1;
    await this.record(step - 1, true);
    try {
      await this.unlessDone(mayBeDone || this.earlier.isUnrecorded, ALREADY_DEFINED, () => this.runner.query(sql));
    } catch (error) {
      // The server has refused the statement, so the next run must not take it for a complete one.
      if (!isUnreachable(error)) await this.record(step - 1, false);
      throw error;
    }
    await this.record(step, false);
  }

  private async change(sql: string, parameters: unknown[] | undefined, step: number): Promise<void> {
    await this.runner.startTransaction();
    try {
      await this.unlessDone(this.earlier.isUnrecorded, DUPLICATE_ROW, () => this.runner.query(sql, parameters));
      await this.record(step, false);
      await this.runner.commitTransaction();
    } catch (error) {
      await this.runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  }

  private async unlessDone(
    mayBeDone: boolean,
    signs: ReadonlySet<number>,
    work: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
      this.earlier = { ...this.earlier, isUnrecorded: false };
    } catch (error) {
      if (!mayBeDone || !signs.has(numberOf(error) ?? 0)) throw error;
    }
  }

  private async record(completed: number, isRunning: boolean): Promise<void> {
    const row = [this.name, completed, isRunning ? 1 : 0];
    await this.runner.query(
      `INSERT INTO ${TABLE} (name, completed, is_running) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE completed = VALUES(completed), is_running = VALUES(is_running)`,
      row,
    );
  }
}
