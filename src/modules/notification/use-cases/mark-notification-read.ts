import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { NotificationRepository } from '../persistence/notification.repository';

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
