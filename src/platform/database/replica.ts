import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { withTimeout } from '#platform/timing/with-timeout';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { openDataSource } from './data-source';
import { Database } from './database';
import { DatabaseClock } from './database-clock';
import { statementTimeout } from './errors';

/** An instance that has renewed its lease counts as alive for this long. */
export const INSTANCE_LEASE_MS = 6_000;
const CHECK_EVERY_MS = 500;
const CHECK_LIMIT_MS = 1_000;
/** After this time the database is queried instead: no one waits for a hanging replica. */
const QUERY_LIMIT_MS = 1_000;
/** How much two instances' readings of the database's clock may differ. */
const CLOCK_ERROR_MS = 100;

/**
 * Reads that may be a few seconds old, from a replica if one is configured, else from the database. Only for what is
 * shown, never for what decides anything.
 *
 * Every living instance renews its lease in `instances` every 2 s. The newest lease on the replica tells up to which
 * instant of the database's clock the replica is complete. The replica is used only if that instant is at most
 * `DB_REPLICA_MAX_LAG_S` ago and after the last call of `outdate`. So a replica that lags, has stopped or is
 * unavailable is left out from the next read on.
 */
@Injectable()
export class Replica implements OnModuleInit, OnApplicationShutdown {
  /** reads from the replica, and reads from the database although there is a replica */
  readonly counts = { replica: 0, database: 0 };
  private replica: Database | undefined;
  /** instants of the database's clock, ms */
  private completeUpTo = Number.NEGATIVE_INFINITY;
  private writtenUpTo = Number.NEGATIVE_INFINITY;
  private readonly checking = new SingleFlight(() => this.check());
  private stopTimer: () => void = () => undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: DatabaseClock,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.config.replica === undefined) return;
    await this.checking.run();
    this.stopTimer = repeat(CHECK_EVERY_MS, () => this.checking.run());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopTimer();
    await this.replica?.onApplicationShutdown();
  }

  /** Runs one reading statement on a state that is at most `DB_REPLICA_MAX_LAG_S` old. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    if (this.config.replica === undefined) return this.database.query<Row>(sql, parameters);
    if (this.replica !== undefined && this.isUsable) {
      try {
        const rows = await withTimeout(QUERY_LIMIT_MS, this.replica.query<Row>(sql, parameters), statementTimeout);
        this.counts.replica++;
        return rows;
      } catch {
        this.completeUpTo = Number.NEGATIVE_INFINITY;
      }
    }
    this.counts.database++;
    return this.database.query<Row>(sql, parameters);
  }

  /** Whether the replica is complete enough; without a replica it never is. */
  get isUsable(): boolean {
    const { completeUpTo } = this;
    if (this.config.replica === undefined || completeUpTo - CLOCK_ERROR_MS <= this.writtenUpTo) return false;
    return this.clock.now().getTime() - completeUpTo <= this.config.replica.maxLag;
  }

  /** Something was committed that every later read must see: a replica that may lack it is not used. */
  outdate(): void {
    if (this.config.replica !== undefined) this.writtenUpTo = this.clock.now().getTime();
  }

  /** One at a time: checks must not fill the pool of a hanging replica. */
  private async check(): Promise<void> {
    try {
      this.replica ??= await this.open();
      const query = this.replica.query<{ alive: Date | null }>('SELECT MAX(alive_until) AS alive FROM instances');
      const [row] = await withTimeout(CHECK_LIMIT_MS, query, statementTimeout);
      const renewedAt = (row?.alive?.getTime() ?? Number.NEGATIVE_INFINITY) - INSTANCE_LEASE_MS;
      // A renewal in the future was written by another clock than the one that it is compared with.
      this.completeUpTo =
        renewedAt <= this.clock.now().getTime() + CLOCK_ERROR_MS ? renewedAt : Number.NEGATIVE_INFINITY;
    } catch {
      this.completeUpTo = Number.NEGATIVE_INFINITY;
    }
  }

  private async open(): Promise<Database> {
    const { replica } = this.config;
    if (replica === undefined) throw new Error('No replica is configured');
    return new Database(await openDataSource({ database: replica }, { migrations: [] }));
  }
}
