import { type DataSource, MigrationExecutor } from 'typeorm';
import { MigrationLock } from './migration-lock';
import { MigrationProgress } from './migration-progress';

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
  const lock = await MigrationLock.acquire(dataSource, run);
  const runner = dataSource.createQueryRunner();
  try {
    const mayGoOn = async (): Promise<void> => {
      run.interruption.throwIfAborted();
      await lock.assertHeld();
    };
    const progress = await MigrationProgress.open(runner, mayGoOn);
    for (const migration of dataSource.migrations) progress.recordStepsOf(migration);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'none';
    // TypeORM prints each failure, which the caller reports too.
    dataSource.logger.logMigration = () => undefined;
    const applied = await executor.executePendingMigrations();
    await progress.clear();
    return applied.map(({ name }) => name);
  } finally {
    await runner.release();
    await lock.release();
  }
}
