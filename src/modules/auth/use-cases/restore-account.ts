import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { DomainError } from '#platform/domain-error';
import { profileOf } from '../domain/account';
import { MembershipRepository } from '../persistence/membership.repository';
import type { SignedUp } from './sign-up';

@Injectable()
export class RestoreAccount {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly users: UserClient,
  ) {}

  /** Returns with the profile restored; if that fails, the handler of `AccountRestored` does it. */
  async execute(accountId: number): Promise<SignedUp> {
    const account = await this.memberships.restore(accountId);
    if (account === undefined) {
      throw new DomainError('not-found', 'USER_NOT_FOUND', 'Withdrawn account not found.');
    }
    await this.users.restore(profileOf(account)).catch(() => undefined);
    return { authId: accountId, email: account.email, name: account.name };
  }
}
