import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { RedisClients } from '#platform/redis/redis-clients';
import { LiveSessions } from '#platform/security/live-sessions';
import type { Principal } from '#platform/security/principal';
import { SessionRevoked } from '#platform/security/session-revoked';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { UserSockets } from './user-sockets';

const CHECK_EVERY_MS = 500;
/** Every fifteen seconds the logins are looked up anyway: the instance that revoked one may have lost Redis, not this one. */
const CHECKS_PER_LOOKUP = 30;

interface Revoked {
  readonly userId: number;
  readonly sessionId: string | null;
}

/**
 * Disconnects the sockets of a revoked login within a second. Normally the instance channel brings the revocation. While
 * the channel is down, and once when it is back, the logins of all connected sockets are looked up instead.
 */
@Injectable()
export class RevokedSocketCloser implements OnModuleInit, OnModuleDestroy {
  private readonly check = new SingleFlight(() => this.closeRevoked());
  private stopChecking = (): void => undefined;
  private channelUp = false;
  private checks = 0;

  constructor(
    private readonly sockets: UserSockets,
    private readonly sessions: LiveSessions,
    private readonly instances: InstanceChannel,
    private readonly redis: RedisClients,
  ) {}

  onModuleInit(): void {
    this.instances.subscribe(SessionRevoked.name, (message) => {
      const { userId, sessionId } = message as Revoked;
      this.sockets.revoke(userId, sessionId);
    });
    this.stopChecking = repeat(CHECK_EVERY_MS, () => this.check.run());
  }

  onModuleDestroy(): void {
    this.stopChecking();
  }

  private async closeRevoked(): Promise<void> {
    const wasUp = this.channelUp;
    this.channelUp = await this.isChannelUp();
    this.checks = (this.checks + 1) % CHECKS_PER_LOOKUP;
    if (!wasUp || !this.channelUp || this.checks === 0) {
      await Promise.all(this.sockets.connectedLogins().map((login) => this.lookUp(login)));
    }
  }

  /** On every new connection the subscription is renewed first, so an answer to PING says that it is in place. */
  private async isChannelUp(): Promise<boolean> {
    if (this.redis.subscriber.status !== 'ready') return false;
    return this.redis.subscriber.ping().then(
      () => true,
      () => false,
    );
  }

  private async lookUp(login: Principal): Promise<void> {
    try {
      await this.sessions.assertLive(login);
    } catch (error) {
      const revoked = error instanceof DomainError && error.kind === 'unauthenticated';
      if (revoked) this.sockets.revoke(login.userId, login.sessionId);
    }
  }
}
