import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { NotificationKind } from '../domain/notification-kind';

export interface Notification {
  readonly notificationId: number;
  readonly kind: NotificationKind;
  readonly eventId: number;
  readonly productId: number;
  readonly productName: string;
  readonly originalPrice: number;
  readonly discountPrice: number;
  readonly eventDiscount: number;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}

const USERS_PER_COUNT = 500;

@Injectable()
export class NotificationQueries {
  constructor(private readonly database: Database) {}

  /**
   * The notifications of a user, newest first, those before the notification `before`.
   * @param unread true: only unread ones; false: only read ones; `undefined`: all
   */
  async list(
    userId: number,
    unread: boolean | undefined,
    before: number | undefined,
    limit: number,
  ): Promise<Notification[]> {
    // Without the hint MySQL at times takes the other index, and sorts all notifications of the user.
    const index = unread === undefined ? 'ix_notifications_user' : 'ix_notifications_user_unread';
    const conditions = ['user_id = ?'];
    if (unread !== undefined) conditions.push(`unread = ${unread ? 1 : 0}`);
    if (before !== undefined) conditions.push('notification_id < ?');
    return this.database.query<Notification>(
      `SELECT notification_id AS notificationId, kind, event_id AS eventId, product_id AS productId,
              product_name AS productName, original_price AS originalPrice, discount_price AS discountPrice,
              event_discount AS eventDiscount, created_at AS createdAt, read_at AS readAt
       FROM notifications FORCE INDEX (${index})
       WHERE ${conditions.join(' AND ')}
       ORDER BY notification_id DESC LIMIT ?`,
      [userId, ...(before === undefined ? [] : [before]), limit],
    );
  }

  /** The number of unread notifications of each of these users; users without any are left out. */
  async unreadOf(userIds: readonly number[]): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    for (let start = 0; start < userIds.length; start += USERS_PER_COUNT) {
      const rows = await this.database.query<{ userId: number; unread: number }>(
        `SELECT user_id AS userId, COUNT(*) AS unread FROM notifications
         WHERE user_id IN (?) AND unread = 1 GROUP BY user_id`,
        [userIds.slice(start, start + USERS_PER_COUNT)],
      );
      for (const row of rows) counts.set(row.userId, Number(row.unread));
    }
    return counts;
  }
}
