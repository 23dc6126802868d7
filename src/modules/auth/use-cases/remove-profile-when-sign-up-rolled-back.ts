import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { SignUpRolledBack } from '../domain/sign-up.events';

@Injectable()
export class RemoveProfileWhenSignUpRolledBack extends EventHandler<{ userId: number; version: number }> {
  readonly event = SignUpRolledBack;
  readonly name = 'auth.remove-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async handle({ events }: EventBatch<{ userId: number; version: number }>): Promise<void> {
    for (const { userId, version } of events) await this.users.remove(userId, version);
  }
}
