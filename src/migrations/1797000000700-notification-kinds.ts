import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A subscriber may be notified of a deal twice: when it is announced and when it opens. */
export class NotificationKinds1797000000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A fan-out of one kind appends to the rows of each product in order of user.
    await runner.query(`
      ALTER TABLE notifications
        ADD COLUMN kind ENUM('DEAL_ANNOUNCED', 'DEAL_OPENED') NOT NULL DEFAULT 'DEAL_ANNOUNCED',
        DROP KEY uq_notifications_user_event_product,
        ADD CONSTRAINT uq_notifications_event_product_kind_user UNIQUE (event_id, product_id, kind, user_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM notifications WHERE kind = 'DEAL_OPENED'`);
    await runner.query(`
      ALTER TABLE notifications
        DROP KEY uq_notifications_event_product_kind_user,
        DROP COLUMN kind,
        ADD CONSTRAINT uq_notifications_user_event_product UNIQUE (event_id, product_id, user_id)`);
  }
}
