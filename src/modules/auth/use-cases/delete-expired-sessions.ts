import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ExpiredSessions } from '#auth';
import { soonAndHourly } from '#platform/timing/repeat';
import { SessionRepository } from '../persistence/session.repository';

const BATCH_SIZE = 1_000;

/** Deletes the rows of expired sessions in batches. Every instance does it; running it twice does no harm. */
@Injectable()
export class DeleteExpiredSessions extends ExpiredSessions implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => void) | undefined;

  constructor(private readonly sessions: SessionRepository) {
    super();
  }

  onApplicationBootstrap(): void {
    // A failed run is repeated an hour later.
    this.stop = soonAndHourly(() => void this.delete().catch(() => undefined));
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  override async delete(): Promise<number> {
    let total = 0;
    for (let deleted = BATCH_SIZE; deleted === BATCH_SIZE; total += deleted) {
      deleted = await this.sessions.deleteExpired(BATCH_SIZE);
    }
    return total;
  }
}
