import { setTimeout as pause } from 'node:timers/promises';
import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { MigrationProgress } from './migration-progress';

/** Longer than any migration should take on a large table. */
const LOCK_WAIT_LIMIT_S = 600;

interface MigrationRun {
  /** checked between two statements */
  readonly interruption: AbortSignal;
  /** called once when another process is applying migrations */
  readonly onWait: () => void;
}

/**
 * Applies the pending migrations, one process at a time. It may be stopped or killed at any point: the next run goes on
 * with the statement at which this one has ended.
 * @returns the names of the migrations that were applied
 * @throws Error when another process has not finished its migrations within ten minutes
 */
export async function applyMigrations(dataSource: DataSource, run: MigrationRun): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await acquireLock(runner, run);
    const progress = await MigrationProgress.open(runner, run.interruption);
    for (const migration of dataSource.migrations) progress.recordStepsOf(migration);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'none';
    // TypeORM prints each failure, which the caller reports too.
    dataSource.logger.logMigration = () => undefined;
    const applied = await executor.executePendingMigrations();
    await progress.clear();
    return applied.map(({ name }) => name);
  } finally {
    // The lock belongs to the session: it also ends with the connection of a process that was killed.
    await runner.query(`DO RELEASE_LOCK(${LOCK_NAME})`).catch(() => undefined);
    await runner.release();
  }
}

/** Locks are shared by all schemas of a server, and MySQL limits their names to 64 characters. */
const LOCK_NAME = `CONCAT('hotdeal.migrations.', MD5(DATABASE()))`;

async function acquireLock(runner: QueryRunner, { interruption, onWait }: MigrationRun): Promise<void> {
  const end = performance.now() + LOCK_WAIT_LIMIT_S * 1_000;
  for (let isFirst = true; ; isFirst = false) {
    interruption.throwIfAborted();
    const [row] = (await runner.query(`SELECT GET_LOCK(${LOCK_NAME}, 0) AS held`)) as { held: unknown }[];
    if (Number(row?.held) === 1) return;
    if (isFirst) onWait();
    if (performance.now() > end) {
      throw new Error('another process has been applying migrations to this schema for more than ten minutes');
    }
    await pause(200);
  }
}
