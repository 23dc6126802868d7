import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/** The table `subscriptions`. */
@Injectable()
export class SubscriptionRepository {
  constructor(private readonly database: Database) {}

  /** Existing subscriptions stay as they are. */
  async add(userId: number, productIds: readonly number[]): Promise<void> {
    const rows = [...productIds].sort((a, b) => a - b).map((productId) => [userId, productId]);
    await this.database.transaction((tx) =>
      tx.execute(
        `INSERT INTO subscriptions (user_id, product_id) VALUES ?
         ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)`,
        [rows],
      ),
    );
  }

  /** Returns false when there is no such subscription. */
  async remove(userId: number, productId: number): Promise<boolean> {
    const { affectedRows } = await this.database.transaction((tx) =>
      tx.execute('DELETE FROM subscriptions WHERE user_id = ? AND product_id = ?', [userId, productId]),
    );
    return affectedRows > 0;
  }
}
