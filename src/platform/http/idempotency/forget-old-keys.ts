import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { soonAndHourly } from '#platform/timing/repeat';

const KEPT_HOURS = 48;
/** Small deletes: none of them holds its locks, or the log, for long. */
const ROWS_PER_DELETE = 1_000;

/** Deletes, soon after a start and hourly, the keys that are too old to be repeated. */
@Injectable()
export class ForgetOldKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(ForgetOldKeys.name);
  private stop: (() => void) | undefined;
  private stopped = false;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.stop = soonAndHourly(() => {
      this.execute().catch((error: unknown) => this.log.warn({ msg: 'Old keys stay for another hour', err: error }));
    });
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.stop?.();
  }

  /** Returns how many. */
  async execute(): Promise<number> {
    let all = 0;
    let deleted = ROWS_PER_DELETE;
    while (deleted === ROWS_PER_DELETE && !this.stopped) {
      const { affectedRows } = await this.database.execute(
        `DELETE FROM idempotency_keys WHERE created_at < NOW(3) - INTERVAL ? HOUR ORDER BY created_at LIMIT ${ROWS_PER_DELETE}`,
        [KEPT_HOURS],
      );
      deleted = affectedRows;
      all += deleted;
    }
    return all;
  }
}
