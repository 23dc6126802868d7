import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ExpiredSessions } from '#auth';
import { soonAndHourly } from '#platform/timing/repeat';
import { SessionRepository } from '../persistence/session.repository';

const BATCH_SIZE = 1_000;

/** Logins are rows: those that expired long ago go, a few at a time. Every instance may do it; twice does no harm. */
@Injectable()
export class DeleteExpiredSessions extends ExpiredSessions implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => void) | undefined;

  constructor(private readonly sessions: SessionRepository) {
    super();
  }

  onApplicationBootstrap(): void {
    // What fails is tried again in an hour.
    this.stop = soonAndHourly(() => void this.delete().catch(() => undefined));
  }

  onModuleDestroy(): void {
    this.stop?.();
  }

  override async delete(): Promise<number> {
    let all = 0;
    for (let deleted = BATCH_SIZE; deleted === BATCH_SIZE; all += deleted) {
      deleted = await this.sessions.deleteExpired(BATCH_SIZE);
    }
    return all;
  }
}
