import { Injectable } from '@nestjs/common';
import type { Principal } from '#platform/security/principal';
import { passwordMismatch } from '../domain/refusals';
import { AccountQueries } from '../persistence/account.queries';
import { SessionRepository } from '../persistence/session.repository';
import { RevocationAnnouncer } from '../sessions/revocation-announcer';
import { PasswordCheck } from '../passwords/password-check';

@Injectable()
export class LogOut {
  constructor(
    private readonly queries: AccountQueries,
    private readonly passwordCheck: PasswordCheck,
    private readonly sessions: SessionRepository,
    private readonly revocations: RevocationAnnouncer,
  ) {}

  async execute({ userId, sessionId }: Principal, password: string, network: string): Promise<void> {
    const account = await this.queries.find(userId);
    const attempt = { email: account?.email ?? String(userId), network, sessionId };
    if (!(await this.passwordCheck.isRight(attempt, account, password))) throw passwordMismatch();
    await this.sessions.revoke(sessionId, userId);
    await this.revocations.announce({ userId, sessionId, sessionIds: [sessionId] });
  }
}
