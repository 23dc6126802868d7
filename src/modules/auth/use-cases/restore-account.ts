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

  /** The profile is there when this returns; where it fails, the fact of the restoration brings it. */
  async execute(accountId: number): Promise<SignedUp> {
    const account = await this.memberships.restore(accountId);
    if (account === undefined) {
      throw new DomainError('not-found', 'USER_NOT_FOUND', 'There is no such withdrawn account.');
    }
    await this.users.restore(profileOf(account)).catch(() => undefined);
    return { authId: accountId, email: account.email, name: account.name };
  }
}
