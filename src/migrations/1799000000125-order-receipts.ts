import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The payment that an order has accepted: an order is paid at most once, and a payment pays at most one order. */
export class OrderReceipts1799000000125 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_receipts (
        order_id BIGINT NOT NULL,
        payment_id BIGINT NOT NULL,
        amount BIGINT NOT NULL,
        paid_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (order_id),
        CONSTRAINT uq_order_receipts_payment UNIQUE (payment_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_receipts');
  }
}
