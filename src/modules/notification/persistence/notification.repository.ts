import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { NotificationKind } from '../domain/notification-kind';

/** A subscriber is notified of one product in one hot deal. */
export interface NewNotification {
  readonly kind: NotificationKind;
  readonly userId: number;
  readonly eventId: number;
  readonly productId: number;
  readonly productName: string;
  readonly originalPrice: number;
  readonly discountPrice: number;
  readonly eventDiscount: number;
}

const ROWS_PER_UPDATE = 1_000;

/** The table `notifications`. */
@Injectable()
export class NotificationRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes these notifications, except those that exist already, and commits `mark` with them.
   * @param notifications in ascending order of product, then of user
   */
  async add(notifications: readonly NewNotification[], mark: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (notifications.length > 0) {
        await tx.execute(
          `INSERT INTO notifications
             (kind, user_id, event_id, product_id, product_name, original_price, discount_price, event_discount) VALUES ?
           ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)`,
          [
            notifications.map((one) => [
              one.kind,
              one.userId,
              one.eventId,
              one.productId,
              one.productName,
              one.originalPrice,
              one.discountPrice,
              one.eventDiscount,
            ]),
          ],
        );
      }
      await mark(tx);
    });
  }

  /** The last of a product's subscribers, in order of user, who is notified of the deal in this way. */
  async lastUserOf(eventId: number, productId: number, kind: NotificationKind): Promise<number | undefined> {
    const [last] = await this.database.query<{ userId: number }>(
      `SELECT user_id AS userId FROM notifications WHERE event_id = ? AND product_id = ? AND kind = ?
       ORDER BY user_id DESC LIMIT 1`,
      [eventId, productId, kind],
    );
    return last?.userId;
  }

  /** Keeps the time of the first reading. Returns false when the user has no such notification. */
  async markRead(notificationId: number, userId: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const own = await tx.query(
        'SELECT notification_id FROM notifications WHERE notification_id = ? AND user_id = ? FOR UPDATE',
        [notificationId, userId],
      );
      if (own.length === 0) return false;
      await tx.execute(
        'UPDATE notifications SET read_at = NOW(3), unread = 0 WHERE notification_id = ? AND unread = 1',
        [notificationId],
      );
      return true;
    });
  }

  /** Marks the notifications that the user has now as read, in batches; those that arrive meanwhile stay unread. */
  async markAllRead(userId: number): Promise<void> {
    const [newest] = await this.database.query<{ notificationId: number }>(
      `SELECT notification_id AS notificationId FROM notifications FORCE INDEX (ix_notifications_user_unread)
       WHERE user_id = ? AND unread = 1 ORDER BY notification_id DESC LIMIT 1`,
      [userId],
    );
    if (newest === undefined) return;
    for (let marked = ROWS_PER_UPDATE; marked === ROWS_PER_UPDATE;) {
      const { affectedRows } = await this.database.execute(
        `UPDATE notifications SET read_at = NOW(3), unread = 0
         WHERE user_id = ? AND unread = 1 AND notification_id <= ? ORDER BY notification_id LIMIT ?`,
        [userId, newest.notificationId, ROWS_PER_UPDATE],
      );
      marked = affectedRows;
    }
  }
}
