import { Injectable } from '@nestjs/common';
import { type ProfileDraft, UserClient } from '#user';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { RoleChanged } from '../domain/role-changed';

@Injectable()
export class ChangeProfileWhenRoleChanged extends Reaction<ProfileDraft> {
  readonly fact = RoleChanged;
  readonly name = 'auth.change-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async react({ facts }: Batch<ProfileDraft>): Promise<void> {
    for (const profile of facts) await this.users.restore(profile);
  }
}
