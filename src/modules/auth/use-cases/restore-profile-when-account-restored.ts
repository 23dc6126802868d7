import { Injectable } from '@nestjs/common';
import { type ProfileDraft, UserClient } from '#user';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { AccountRestored } from '../auth.contract';

@Injectable()
export class RestoreProfileWhenAccountRestored extends EventHandler<ProfileDraft> {
  readonly event = AccountRestored;
  readonly name = 'auth.restore-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async handle({ events }: EventBatch<ProfileDraft>): Promise<void> {
    for (const profile of events) await this.users.restore(profile);
  }
}
