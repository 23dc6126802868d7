import { Injectable } from '@nestjs/common';
import type { Principal } from '#platform/security/principal';
import { passwordMismatch } from '../domain/refusals';
import { AccountQueries } from '../persistence/account.queries';
import { SessionRepository } from '../persistence/session.repository';
import { RevocationAnnouncer } from '../sessions/revocation-announcer';
import { PasswordCheck } from '../passwords/password-check';

interface PasswordSource {
  readonly userId: number;
  readonly sessionId: string;
  readonly network: string;
}

@Injectable()
export class LogOut {
  constructor(
    private readonly queries: AccountQueries,
    private readonly passwordCheck: PasswordCheck,
    private readonly sessions: SessionRepository,
    private readonly revocations: RevocationAnnouncer,
  ) {}

  /**
   * Ends this session only.
   * @param password is checked if it is given
   * @throws DomainError PASSWORD_MISMATCH
   */
  async execute({ userId, sessionId }: Principal, password: string | undefined, network: string): Promise<void> {
    if (password !== undefined) await this.check(password, { userId, sessionId, network });
    await this.sessions.revoke(sessionId, userId);
    await this.revocations.announce({ userId, sessionId, sessionIds: [sessionId] });
  }

  private async check(password: string, { userId, ...source }: PasswordSource): Promise<void> {
    const account = await this.queries.find(userId);
    const attempt = { email: account?.email ?? String(userId), ...source };
    if (!(await this.passwordCheck.isRight(attempt, account, password))) throw passwordMismatch();
  }
}
