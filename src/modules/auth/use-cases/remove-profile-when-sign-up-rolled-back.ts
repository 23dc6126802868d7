import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { SignUpRolledBack } from '../domain/sign-up.facts';

@Injectable()
export class RemoveProfileWhenSignUpRolledBack extends Reaction<{ userId: number; version: number }> {
  readonly fact = SignUpRolledBack;
  readonly name = 'auth.remove-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async react({ facts }: Batch<{ userId: number; version: number }>): Promise<void> {
    for (const { userId, version } of facts) await this.users.remove(userId, version);
  }
}
