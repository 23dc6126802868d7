import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SessionRepository } from '../persistence/session.repository';

const EVERY_MS = 3_600_000;
const AT_ONCE = 1_000;

/** Logins are rows: those that expired long ago go, a few at a time. Every instance may do it; twice does no harm. */
@Injectable()
export class ForgetExpiredLogins implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sessions: SessionRepository) {}

  onApplicationBootstrap(): void {
    // What fails is tried again in an hour.
    this.timer = setInterval(() => void this.execute().catch(() => undefined), EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async execute(): Promise<void> {
    while ((await this.sessions.forgetExpired(AT_ONCE)) === AT_ONCE);
  }
}
