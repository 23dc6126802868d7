import type { Database } from '#platform/database/database';
import { DatabaseClock } from '#platform/database/database-clock';

/** The database's clock for who has no database: that of this machine. */
export class MachineClock extends DatabaseClock {
  constructor() {
    super(undefined as unknown as Database);
  }

  override now(): Date {
    return new Date();
  }
}
