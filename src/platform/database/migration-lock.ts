import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';

/** Longer than any migration should take on a large table. */
const WAIT_LIMIT_S = 600;
const WAIT_MS = 200;
/** The server closes a connection that is idle for a minute, and releases its locks. */
const KEEP_ALIVE_MS = 15_000;

const TABLE = 'schema_migration_lock';
const DEFINITION_OF_TABLE = `
  CREATE TABLE IF NOT EXISTS ${TABLE} (
    id INT NOT NULL,
    PRIMARY KEY (id)
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`;
const LOCK = `SELECT id FROM ${TABLE} WHERE id = 1 FOR UPDATE SKIP LOCKED`;

export interface MigrationLockOptions {
  /** checked while the lock is waited for */
  readonly interruption: AbortSignal;
  /** called once when another process holds the lock */
  readonly onWait: () => void;
}

/**
 * A locked row, in a transaction on a connection of its own, because every definition commits that of its connection. The
 * lock ends with the connection of a process that was killed. `GET_LOCK` is refused by a Galera cluster.
 */
export class MigrationLock {
  private readonly keepAlive = setInterval(() => void this.assertHeld().catch(() => undefined), KEEP_ALIVE_MS).unref();

  private constructor(private readonly holder: QueryRunner) {}

  /** @throws Error when another process has not released it within ten minutes */
  static async acquire(dataSource: DataSource, { interruption, onWait }: MigrationLockOptions): Promise<MigrationLock> {
    const holder = dataSource.createQueryRunner();
    try {
      await createRow(holder);
      const end = performance.now() + WAIT_LIMIT_S * 1_000;
      for (let isFirst = true; !(await isLocked(holder)); isFirst = false) {
        if (isFirst) onWait();
        if (performance.now() > end) {
          throw new Error('another process has been applying migrations to this schema for more than ten minutes');
        }
        await pause(WAIT_MS);
        interruption.throwIfAborted();
      }
      return new MigrationLock(holder);
    } catch (error) {
      await holder.release();
      throw error;
    }
  }

  /** @throws Error when the connection was lost, and with it the lock */
  async assertHeld(): Promise<void> {
    await this.holder.query(LOCK);
  }

  async release(): Promise<void> {
    clearInterval(this.keepAlive);
    await this.holder.rollbackTransaction().catch(() => undefined);
    await this.holder.release();
  }
}

async function createRow(holder: QueryRunner): Promise<void> {
  if (!(await holder.hasTable(TABLE))) await holder.query(DEFINITION_OF_TABLE);
  // Not inserted unless it is missing: an insert would wait for the process that has locked it.
  const rows = (await holder.query(`SELECT id FROM ${TABLE}`)) as unknown[];
  if (rows.length === 0) await holder.query(`INSERT IGNORE INTO ${TABLE} (id) VALUES (1)`);
}

async function isLocked(holder: QueryRunner): Promise<boolean> {
  await holder.startTransaction();
  const rows = (await holder.query(LOCK)) as unknown[];
  if (rows.length === 1) return true;
  await holder.rollbackTransaction();
  return false;
}
