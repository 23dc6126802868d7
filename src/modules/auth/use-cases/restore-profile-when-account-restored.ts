import { Injectable } from '@nestjs/common';
import { type ProfileDraft, UserClient } from '#user';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { AccountRestored } from '../auth.contract';

@Injectable()
export class RestoreProfileWhenAccountRestored extends Reaction<ProfileDraft> {
  readonly fact = AccountRestored;
  readonly name = 'auth.restore-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async react({ facts }: Batch<ProfileDraft>): Promise<void> {
    for (const profile of facts) await this.users.restore(profile);
  }
}
