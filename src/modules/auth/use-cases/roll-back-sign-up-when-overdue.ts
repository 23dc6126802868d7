import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { SignUpBegun } from '../domain/sign-up.events';
import { AccountRepository } from '../persistence/account.repository';

/** What is still PENDING when this comes has lost its process, or is about to lose the compare-and-set. */
@Injectable()
export class RollBackSignUpWhenOverdue extends EventHandler<{ accountId: number }> {
  readonly event = SignUpBegun;
  readonly name = 'auth.roll-back-overdue-sign-up';

  constructor(private readonly accounts: AccountRepository) {
    super();
  }

  async handle(batch: EventBatch<{ accountId: number }>): Promise<void> {
    const accountIds = batch.events.map(({ accountId }) => accountId);
    await this.accounts.rollBack(accountIds, (tx) => batch.complete(tx));
  }
}
