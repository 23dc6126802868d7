import { Injectable } from '@nestjs/common';
import type { Principal } from '#platform/security/principal';
import { passwordMismatch } from '../domain/refusals';
import { AccountQueries } from '../persistence/account.queries';
import { SessionRepository } from '../persistence/session.repository';
import { AnnounceRevocation } from './announce-revocation';
import { CheckPassword } from './check-password';

@Injectable()
export class LogOut {
  constructor(
    private readonly queries: AccountQueries,
    private readonly checkPassword: CheckPassword,
    private readonly sessions: SessionRepository,
    private readonly announceRevocation: AnnounceRevocation,
  ) {}

  async execute({ userId, sessionId }: Principal, password: string, network: string): Promise<void> {
    const account = await this.queries.find(userId);
    const attempt = { email: account?.email ?? String(userId), network, sessionId };
    if (!(await this.checkPassword.execute(attempt, account, password))) throw passwordMismatch();
    await this.sessions.revoke(sessionId, userId);
    await this.announceRevocation.execute({ userId, sessionId, sessionIds: [sessionId] });
  }
}
