import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every order paid for an index that only a list by status reads, twice: when it was placed and when it was settled.
 * A person's orders are few enough to be looked through.
 */
export class Order1795000000800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders DROP INDEX ix_orders_user_status_ordered');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE orders ADD INDEX ix_orders_user_status_ordered (user_id, status, ordered_at, order_id)',
    );
  }
}
