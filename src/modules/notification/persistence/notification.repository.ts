import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { FanOutPosition } from '../domain/fan-out-position';

/** A subscriber is notified of one product in one hot deal. */
export interface NewNotification {
  readonly userId: number;
  readonly eventId: number;
  readonly productId: number;
  readonly productName: string;
  readonly originalPrice: number;
  readonly discountPrice: number;
  readonly eventDiscount: number;
}

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
             (user_id, event_id, product_id, product_name, original_price, discount_price, event_discount) VALUES ?
           ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)`,
          [
            notifications.map((one) => [
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

  /** The last notification of a deal that is written, by product, then by user. */
  async lastPositionOf(eventId: number): Promise<FanOutPosition | undefined> {
    const [last] = await this.database.query<FanOutPosition>(
      `SELECT product_id AS productId, user_id AS userId FROM notifications
       WHERE event_id = ? ORDER BY product_id DESC, user_id DESC LIMIT 1`,
      [eventId],
    );
    return last;
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
}
