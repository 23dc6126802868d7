import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { type Principal, unauthenticated } from '#platform/security/principal';
import { passwordMismatch } from '../domain/refusals';
import { AccountQueries } from '../persistence/account.queries';
import { MembershipRepository } from '../persistence/membership.repository';
import { RevocationAnnouncer } from '../sessions/revocation-announcer';
import { PasswordCheck } from '../passwords/password-check';

@Injectable()
export class WithdrawAccount {
  constructor(
    private readonly queries: AccountQueries,
    private readonly passwordCheck: PasswordCheck,
    private readonly memberships: MembershipRepository,
    private readonly revocations: RevocationAnnouncer,
  ) {}

  async execute({ userId, sessionId }: Principal, password: string, network: string): Promise<void> {
    const account = await this.queries.find(userId);
    const attempt = { email: account?.email ?? String(userId), network, sessionId };
    if (!(await this.passwordCheck.isRight(attempt, account, password))) throw passwordMismatch();
    if (account === undefined) throw unauthenticated();
    const withdrawal = await this.memberships.withdraw(account);
    if (withdrawal.outcome === 'NOT_ACTIVE') throw unauthenticated();
    if (withdrawal.outcome === 'LAST_ADMINISTRATOR') {
      throw new DomainError('forbidden', 'FORBIDDEN', 'The last administrator cannot withdraw.');
    }
    await this.revocations.announce({ userId, sessionId: null, sessionIds: withdrawal.sessionIds });
  }
}
