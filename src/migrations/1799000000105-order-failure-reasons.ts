import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An order may also fail because a coupon or points of its buyer could not be reserved. */
export class OrderFailureReasons1799000000105 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders MODIFY failure_reason
        ENUM('INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE', 'COUPON_UNAVAILABLE', 'INSUFFICIENT_POINTS') NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders MODIFY failure_reason ENUM('INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE') NULL`);
  }
}
