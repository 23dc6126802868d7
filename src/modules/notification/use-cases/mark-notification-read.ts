import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { NotificationRepository } from '../persistence/notification.repository';
import { SignalBroadcaster } from '../sockets/signal-broadcaster';

@Injectable()
export class MarkNotificationRead {
  constructor(private readonly notifications: NotificationRepository) {}

  /**
   * Repeated, it changes nothing.
   * @throws DomainError NOTIFICATION_NOT_FOUND, also for a notification of another user
   */
  async execute(userId: number, notificationId: number): Promise<void> {
    if (!(await this.notifications.markRead(notificationId, userId))) {
      throw new DomainError('not-found', 'NOTIFICATION_NOT_FOUND', `Notification ${notificationId} not found.`);
    }
  }
}

@Injectable()
export class MarkAllNotificationsRead {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly broadcaster: SignalBroadcaster,
  ) {}

  /** The user's other pages receive the new number of unread notifications. */
  async execute(userId: number): Promise<void> {
    await this.notifications.markAllRead(userId);
    this.broadcaster.sendUnreadCounts([userId]);
  }
}
