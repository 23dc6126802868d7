import { Injectable } from '@nestjs/common';
import { type UserRole, UserClient } from '#user';
import { DomainError } from '#platform/domain-error';
import { profileOf } from '../domain/account';
import { AccountQueries } from '../persistence/account.queries';
import { MembershipRepository } from '../persistence/membership.repository';
import { RevocationAnnouncer } from '../sessions/revocation-announcer';

@Injectable()
export class SetRole {
  constructor(
    private readonly queries: AccountQueries,
    private readonly memberships: MembershipRepository,
    private readonly users: UserClient,
    private readonly revocations: RevocationAnnouncer,
  ) {}

  /**
   * When this returns, no token that carries the former role is accepted; the user has to log in again.
   * @returns how many sessions were revoked; undefined when the account already had this role
   * @throws DomainError USER_NOT_FOUND, or FORBIDDEN for the last administrator
   */
  async execute(email: string, role: UserRole): Promise<number | undefined> {
    const found = await this.queries.withEmail(email);
    const change = found === undefined ? undefined : await this.memberships.setRole(found.accountId, role);
    if (change === undefined || change.outcome === 'NOT_ACTIVE') {
      throw new DomainError('not-found', 'USER_NOT_FOUND', 'There is no active account with this e-mail.');
    }
    if (change.outcome === 'LAST_ADMINISTRATOR') {
      throw new DomainError('forbidden', 'FORBIDDEN', 'The last administrator cannot become a user.');
    }
    if (change.outcome === 'SAME') return undefined;
    const { account, sessionIds } = change;
    // If this fails, the handler of `RoleChanged` does it.
    await this.users.restore(profileOf(account)).catch(() => undefined);
    await this.revocations.announce({ userId: account.accountId, sessionId: null, sessionIds });
    return sessionIds.length;
  }
}
