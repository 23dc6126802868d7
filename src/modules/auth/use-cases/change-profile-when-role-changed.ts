import { Injectable } from '@nestjs/common';
import { type ProfileDraft, UserClient } from '#user';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { RoleChanged } from '../domain/role-changed';

@Injectable()
export class ChangeProfileWhenRoleChanged extends EventHandler<ProfileDraft> {
  readonly event = RoleChanged;
  readonly name = 'auth.change-profile';

  constructor(private readonly users: UserClient) {
    super();
  }

  async handle({ events }: EventBatch<ProfileDraft>): Promise<void> {
    for (const profile of events) await this.users.restore(profile);
  }
}
