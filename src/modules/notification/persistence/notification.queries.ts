import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';

/** What a user was told, and when it was read. */
export interface Notification {
  readonly notificationId: number;
  readonly kind: 'HOT_DEAL';
  readonly eventId: number;
  readonly productId: number;
  readonly productName: string;
  readonly originalPrice: number;
  readonly discountPrice: number;
  readonly eventDiscount: number;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}

const COUNTED_TOGETHER = 500;

@Injectable()
export class NotificationQueries {
  constructor(private readonly database: Database) {}

  /**
   * A user's own, newest first.
   * @param unread only those (not) read yet; `undefined`: all
   */
  async page(
    userId: number,
    unread: boolean | undefined,
    { limit, cursor }: PageRequest,
  ): Promise<Paged<Notification>> {
    const before = decodeCursor(cursor, ['number']);
    // Left to itself MySQL takes the other one at times, and sorts all that the user has.
    const index = unread === undefined ? 'ix_notifications_user' : 'ix_notifications_user_unread';
    const conditions = ['user_id = ?'];
    if (unread !== undefined) conditions.push(`unread = ${unread ? 1 : 0}`);
    if (before !== undefined) conditions.push('notification_id < ?');
    const rows = await this.database.query<Notification>(
      `SELECT notification_id AS notificationId, 'HOT_DEAL' AS kind, event_id AS eventId, product_id AS productId,
              product_name AS productName, original_price AS originalPrice, discount_price AS discountPrice,
              event_discount AS eventDiscount, created_at AS createdAt, read_at AS readAt
       FROM notifications FORCE INDEX (${index})
       WHERE ${conditions.join(' AND ')}
       ORDER BY notification_id DESC LIMIT ?`,
      [userId, ...(before ?? []), limit + 1],
    );
    return toPage(
      rows,
      limit,
      (row) => encodeCursor([row.notificationId]),
      (row) => row,
    );
  }

  /** How many each of these users has not read yet; users without any are left out. */
  async unreadOf(userIds: readonly number[]): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    for (let start = 0; start < userIds.length; start += COUNTED_TOGETHER) {
      const rows = await this.database.query<{ userId: number; unread: number }>(
        `SELECT user_id AS userId, COUNT(*) AS unread FROM notifications
         WHERE user_id IN (?) AND unread = 1 GROUP BY user_id`,
        [userIds.slice(start, start + COUNTED_TOGETHER)],
      );
      for (const row of rows) counts.set(row.userId, Number(row.unread));
    }
    return counts;
  }
}
