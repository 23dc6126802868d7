import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why an order was cancelled; of orders of earlier releases it is not known. */
export class OrderCancelReason1799000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders ADD COLUMN cancel_reason
        ENUM('BY_BUYER', 'BY_ADMIN', 'PAYMENT_EXPIRED', 'PAYMENT_FAILED', 'PAYMENT_REVERSED') NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE orders DROP COLUMN cancel_reason`);
  }
}
