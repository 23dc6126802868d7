import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The return that a movement RETURN belongs to. `order_id` stays NULL: a product may come back in several returns. */
export class StockMovementReturns1801000000415 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE stock_movements ADD COLUMN return_id BIGINT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE stock_movements DROP COLUMN return_id');
  }
}
