import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { AccountWithdrawn } from '../auth.contract';

@Injectable()
export class WithdrawProfileWhenAccountWithdrawn extends EventHandler<{ userId: number; version: number }> {
  readonly event = AccountWithdrawn;
  readonly name = 'auth.withdraw-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async handle({ events }: EventBatch<{ userId: number; version: number }>): Promise<void> {
    for (const { userId, version } of events) await this.users.withdraw(userId, version);
  }
}
