import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { AccountWithdrawn } from '../auth.contract';

@Injectable()
export class WithdrawProfileWhenAccountWithdrawn extends Reaction<{ userId: number; version: number }> {
  readonly fact = AccountWithdrawn;
  readonly name = 'auth.withdraw-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async react({ facts }: Batch<{ userId: number; version: number }>): Promise<void> {
    for (const { userId, version } of facts) await this.users.withdraw(userId, version);
  }
}
