import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Unavailable } from '#platform/domain-error';
import { type Principal, unauthenticated } from '#platform/security/principal';
import { SessionCheck } from '#platform/security/session-check';
import { RefreshConfirmations } from './refresh-confirmations';
import { RevocationCache } from './revocation-cache';
import { SessionQueries } from '../persistence/session.queries';

/** Whether a session is live: one read of Redis, or one query, for all requests of the same turn of the event loop. */
@Injectable()
export class StoredSessionCheck extends SessionCheck {
  private readonly batcher = new Batcher<string, boolean>((sessionIds) => this.check(sessionIds), {
    maxBatchSize: 1_000,
    maxQueue: 20_000,
    onFull: () => new Unavailable('The session check'),
    failsAll: () => true,
  });

  constructor(
    private readonly revocations: RevocationCache,
    private readonly sessions: SessionQueries,
    private readonly confirmations: RefreshConfirmations,
  ) {
    super();
  }

  async assertLive(principal: Principal): Promise<void> {
    if (!(await this.batcher.add(principal.sessionId))) throw unauthenticated();
    if (principal.generation > 0) await this.confirmations.confirm(principal);
  }

  private async check(sessionIds: readonly string[]): Promise<Outcome<boolean>[]> {
    const distinct = [...new Set(sessionIds)];
    const revoked = await this.revocations.revokedAmong(distinct);
    if (revoked !== undefined) return sessionIds.map((id) => ({ value: !revoked.has(id) }));
    const live = await this.sessions.notRevoked(distinct);
    return sessionIds.map((id) => ({ value: live.has(id) }));
  }
}
