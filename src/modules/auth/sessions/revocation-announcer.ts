import { Injectable } from '@nestjs/common';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { SessionRevoked } from '#platform/security/session-revoked';
import { RevocationCache } from './revocation-cache';

interface Revocation {
  readonly userId: number;
  /** null: all sessions of the user */
  readonly sessionId: string | null;
  readonly sessionIds: readonly string[];
}

/** Announces to all instances that sessions were revoked, after the commit that revoked them. */
@Injectable()
export class RevocationAnnouncer {
  constructor(
    private readonly revocations: RevocationCache,
    private readonly channel: InstanceChannel,
  ) {}

  /**
   * When this returns, no instance accepts an access token of these sessions. The sockets are closed before, since the
   * mark can take a second, and again after it, since a client may have reconnected in between.
   */
  async announce({ userId, sessionId, sessionIds }: Revocation): Promise<void> {
    this.channel.publish(SessionRevoked.name, { sessionId, userId });
    await this.revocations.mark(sessionIds);
    this.channel.publish(SessionRevoked.name, { sessionId, userId });
  }
}
