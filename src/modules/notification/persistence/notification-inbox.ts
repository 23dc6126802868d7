import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Inbox } from '../notification.contract';
import { NotificationQueries } from './notification.queries';

@Injectable()
export class NotificationInbox extends Inbox {
  private readonly unread: BatchedRead<number, number>;

  constructor(notifications: NotificationQueries) {
    super();
    this.unread = new BatchedRead('The notifications', (userIds) => notifications.unreadOf(userIds));
  }

  override async unreadOf(userId: number): Promise<number> {
    return (await this.unread.find(userId)) ?? 0;
  }
}
