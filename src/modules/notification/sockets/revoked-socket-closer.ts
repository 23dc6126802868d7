import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { RedisClients } from '#platform/redis/redis-clients';
import type { Principal } from '#platform/security/principal';
import { LiveSessions } from '#platform/security/live-sessions';
import { SessionRevoked } from '#platform/security/session-revoked';
import { UserSockets } from './user-sockets';

const LOOK_EVERY_MS = 500;
/** Also where this instance hears, but the one that revoked could not tell: every fifteen seconds. */
const LOOKS_BETWEEN_CHECKS = 30;

interface Revoked {
  readonly userId: number;
  readonly sessionId: string | null;
}

/**
 * Ends the sockets of a revoked login within a second. Normally the instance channel says so. While it cannot be
 * heard, and once when it can be again, the logins of all seats are looked up instead.
 */
@Injectable()
export class RevokedSocketCloser implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private hearing = false;
  private looks = 0;

  constructor(
    private readonly seats: UserSockets,
    private readonly sessions: LiveSessions,
    private readonly instances: InstanceChannel,
    private readonly redis: RedisClients,
  ) {}

  onModuleInit(): void {
    this.instances.listen(SessionRevoked.name, (message) => {
      const { userId, sessionId } = message as Revoked;
      this.seats.revoke(userId, sessionId);
    });
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const heard = this.hearing;
    this.hearing = await this.hears();
    this.looks = (this.looks + 1) % LOOKS_BETWEEN_CHECKS;
    if (!heard || !this.hearing || this.looks === 0) {
      await Promise.all(this.seats.connectedLogins().map((login) => this.check(login)));
    }
    this.looking = false;
  }

  /** An answer comes behind the confirmation of the subscription, which is renewed first on every new connection. */
  private async hears(): Promise<boolean> {
    if (this.redis.subscriber.status !== 'ready') return false;
    return this.redis.subscriber.ping().then(
      () => true,
      () => false,
    );
  }

  private async check(login: Principal): Promise<void> {
    try {
      await this.sessions.assertLive(login);
    } catch (error) {
      const revoked = error instanceof DomainError && error.kind === 'unauthenticated';
      if (revoked) this.seats.revoke(login.userId, login.sessionId);
    }
  }
}
