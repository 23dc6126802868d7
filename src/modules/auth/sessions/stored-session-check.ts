import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { Unavailable } from '#platform/domain-error';
import type { Principal } from '#platform/security/principal';
import { SessionCheck } from '#platform/security/session-check';
import { unauthenticated } from '#platform/security/unauthenticated';
import { RefreshConfirmations } from './refresh-confirmations';
import { RevocationCache } from './revocation-cache';
import { SessionQueries } from '../persistence/session.queries';

/** Whether a login still lives: one look into Redis, else one query, for all requests that ask in the same turn. */
@Injectable()
export class StoredSessionCheck extends SessionCheck {
  private readonly batcher = new Batcher<string, boolean>((sessionIds) => this.look(sessionIds), {
    most: 1_000,
    waitingMost: 20_000,
    full: () => new Unavailable('The session check'),
    endsAll: () => true,
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

  private async look(sessionIds: readonly string[]): Promise<Outcome<boolean>[]> {
    const asked = [...new Set(sessionIds)];
    const ended = await this.revocations.revokedAmong(asked);
    if (ended !== undefined) return sessionIds.map((id) => ({ value: !ended.has(id) }));
    const live = await this.sessions.notRevoked(asked);
    return sessionIds.map((id) => ({ value: live.has(id) }));
  }
}
