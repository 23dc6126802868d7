import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who subscribes to which product, and the notifications sent. */
export class Notification1796000000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The second key is the fan-out's: the subscribers of a product, in order.
    await runner.query(`
      CREATE TABLE subscriptions (
        user_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        CONSTRAINT uq_subscriptions_user_product UNIQUE (user_id, product_id),
        KEY ix_subscriptions_product_user (product_id, user_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    // The unique key begins with the event: a fan-out appends to it, and its last row says how far the fan-out came.
    await runner.query(`
      CREATE TABLE notifications (
        notification_id BIGINT NOT NULL AUTO_INCREMENT,
        user_id BIGINT NOT NULL,
        event_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        product_name VARCHAR(200) NOT NULL,
        original_price BIGINT NOT NULL,
        discount_price BIGINT NOT NULL,
        event_discount TINYINT NOT NULL,
        unread TINYINT NOT NULL DEFAULT 1,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        read_at DATETIME(3) NULL,
        PRIMARY KEY (notification_id),
        CONSTRAINT uq_notifications_user_event_product UNIQUE (event_id, product_id, user_id),
        KEY ix_notifications_user (user_id, notification_id),
        KEY ix_notifications_user_unread (user_id, unread, notification_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['notifications', 'subscriptions']) await runner.query(`DROP TABLE ${table}`);
  }
}
