import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The orders in ORDER_PENDING: until when their units are reserved, and how far their payment has come. */
export class OrderReservations1799000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_reservations (
        order_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        reserved_until DATETIME(3) NOT NULL,
        reserve_limit DATETIME(3) NOT NULL,
        requested TINYINT NOT NULL DEFAULT 0,
        failed SMALLINT NOT NULL DEFAULT 0,
        PRIMARY KEY (order_id),
        KEY ix_order_reservations_until (reserved_until),
        KEY ix_order_reservations_user (user_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_reservations');
  }
}
