import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was decided about the points of each order that uses some. */
export class WalletReservations1799000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE wallet_reservations (
        order_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        amount BIGINT NOT NULL,
        state ENUM('HELD', 'REFUSED', 'CONSUMED', 'RELEASED') NOT NULL,
        changed_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (order_id),
        KEY ix_wallet_reservations_user (user_id, state)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE wallet_reservations');
  }
}
