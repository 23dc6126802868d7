import { Injectable } from '@nestjs/common';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { SignUpBegun } from '../domain/sign-up.facts';
import { AccountRepository } from '../persistence/account.repository';

/** What is still PENDING when this comes has lost its process, or is about to lose the compare-and-set. */
@Injectable()
export class RollBackSignUpWhenOverdue extends Reaction<{ accountId: number }> {
  readonly fact = SignUpBegun;
  readonly name = 'auth.roll-back-overdue-sign-up';

  constructor(private readonly accounts: AccountRepository) {
    super();
  }

  async react(batch: Batch<{ accountId: number }>): Promise<void> {
    const accountIds = batch.facts.map(({ accountId }) => accountId);
    await this.accounts.rollBack(accountIds, (tx) => batch.complete(tx));
  }
}
