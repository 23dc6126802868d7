import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { withTimeout } from '#platform/timing/with-timeout';
import { openDataSource } from './data-source';
import { Database } from './database';
import { DatabaseClock } from './database-clock';
import { statementTimeout } from './errors';

/** An instance that has renewed its lease counts as alive for so long from then on. */
export const INSTANCE_LEASE_MS = 6_000;
const LOOK_EVERY_MS = 500;
const LOOK_LIMIT_MS = 1_000;
/** Then the database itself is asked: nobody waits for a replica that hangs. */
const ANSWER_LIMIT_MS = 1_000;
/** What two readings of the database's clock may differ by, here and on the instance that has written. */
const CLOCK_ERROR_MS = 100;

/**
 * Reads that may be old by a few seconds, from a copy of the database if one is configured, else from the database. For
 * what is shown to anybody, never for what decides anything: whoever asks here says that an older answer does no harm.
 *
 * Every living instance writes the instant until which it is alive into `instances`, each 2 s. The newest one that the
 * replica shows says up to which instant of the database's clock the replica is complete. It is asked only while that
 * instant is at most `DB_REPLICA_MAX_LAG_S` ago, and after whatever `outdate` was told of last; so a replica that lags,
 * stands still or is away is left out by the next read, without being asked how it is.
 */
@Injectable()
export class Replica implements OnModuleInit, OnApplicationShutdown {
  /** reads that were answered by the replica, and those that went to the database though there is one */
  readonly counts = { replica: 0, database: 0 };
  private copy: Database | undefined;
  /** instants of the database's clock, ms */
  private completeUpTo = Number.NEGATIVE_INFINITY;
  private writtenUpTo = Number.NEGATIVE_INFINITY;
  private looking = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: DatabaseClock,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.config.replica === undefined) return;
    await this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.copy?.onApplicationShutdown();
  }

  /** One reading statement, answered by what was true at most `DB_REPLICA_MAX_LAG_S` ago. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    if (this.config.replica === undefined) return this.database.query<Row>(sql, parameters);
    if (this.copy !== undefined && this.isYoung(this.config.replica.maxLag)) {
      try {
        const rows = await withTimeout(ANSWER_LIMIT_MS, this.copy.query<Row>(sql, parameters), statementTimeout);
        this.counts.replica++;
        return rows;
      } catch {
        this.completeUpTo = Number.NEGATIVE_INFINITY;
      }
    }
    this.counts.database++;
    return this.database.query<Row>(sql, parameters);
  }

  /** Something was committed that the answers must hold from now on: a replica that may lack it is not asked. */
  outdate(): void {
    if (this.config.replica !== undefined) this.writtenUpTo = this.clock.now().getTime();
  }

  private isYoung(maxLag: number): boolean {
    const { completeUpTo } = this;
    if (completeUpTo - CLOCK_ERROR_MS <= this.writtenUpTo) return false;
    return this.clock.now().getTime() - completeUpTo <= maxLag;
  }

  /** One look at a time: while the replica hangs they must not fill its pool. */
  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      this.copy ??= await this.open();
      const asked = this.copy.query<{ alive: Date | null }>('SELECT MAX(alive_until) AS alive FROM instances');
      const [row] = await withTimeout(LOOK_LIMIT_MS, asked, statementTimeout);
      const beat = (row?.alive?.getTime() ?? Number.NEGATIVE_INFINITY) - INSTANCE_LEASE_MS;
      // A beat that is still to come was written by another clock than the one that judges here.
      this.completeUpTo = beat <= this.clock.now().getTime() + CLOCK_ERROR_MS ? beat : Number.NEGATIVE_INFINITY;
    } catch {
      this.completeUpTo = Number.NEGATIVE_INFINITY;
    } finally {
      this.looking = false;
    }
  }

  private async open(): Promise<Database> {
    const { replica } = this.config;
    if (replica === undefined) throw new Error('No replica is configured');
    return new Database(await openDataSource({ database: replica }, { migrations: [] }));
  }
}
