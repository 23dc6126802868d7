import { Injectable } from '@nestjs/common';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { SessionRevoked } from '#platform/security/session-revoked';
import { RevocationCache } from './revocation-cache';

interface Revocation {
  readonly userId: number;
  /** null: all of the account's */
  readonly sessionId: string | null;
  readonly sessionIds: readonly string[];
}

/** Tells everybody that logins have ended, after the commit that ended them. */
@Injectable()
export class RevocationAnnouncer {
  constructor(
    private readonly revocations: RevocationCache,
    private readonly channel: InstanceChannel,
  ) {}

  /**
   * When this returns, no instance accepts an access token of these logins. Sockets hear it before, since the mark can
   * take a second, and after, since one may have come back in between.
   */
  async announce({ userId, sessionId, sessionIds }: Revocation): Promise<void> {
    this.channel.tell(SessionRevoked.name, { sessionId, userId });
    await this.revocations.mark(sessionIds);
    this.channel.tell(SessionRevoked.name, { sessionId, userId });
  }
}
