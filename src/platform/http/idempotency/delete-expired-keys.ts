import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { soonAndHourly } from '#platform/timing/repeat';

const RETENTION_HOURS = 48;
/** A small number, so that no delete holds locks or blocks the binary log for long. */
const ROWS_PER_DELETE = 1_000;

/** Deletes keys that are older than the promised time, soon after the start and then hourly. */
@Injectable()
export class DeleteExpiredKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(DeleteExpiredKeys.name);
  private stop: (() => void) | undefined;
  private stopped = false;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.stop = soonAndHourly(() => {
      this.execute().catch((error: unknown) =>
        this.log.warn({ msg: 'Old idempotency keys could not be deleted; the next attempt is in an hour', err: error }),
      );
    });
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.stop?.();
  }

  /** Returns how many keys were deleted. */
  async execute(): Promise<number> {
    let all = 0;
    let deleted = ROWS_PER_DELETE;
    while (deleted === ROWS_PER_DELETE && !this.stopped) {
      const { affectedRows } = await this.database.execute(
        `DELETE FROM idempotency_keys WHERE created_at < NOW(3) - INTERVAL ? HOUR ORDER BY created_at LIMIT ${ROWS_PER_DELETE}`,
        [RETENTION_HOURS],
      );
      deleted = affectedRows;
      all += deleted;
    }
    return all;
  }
}
