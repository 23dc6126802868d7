import { Injectable } from '@nestjs/common';
import { Inbox } from '../notification.contract';
import { NotificationQueries } from './notification.queries';

@Injectable()
export class NotificationInbox extends Inbox {
  constructor(private readonly notifications: NotificationQueries) {
    super();
  }

  override async unreadOf(userId: number): Promise<number> {
    return (await this.notifications.unreadOf([userId])).get(userId) ?? 0;
  }
}
