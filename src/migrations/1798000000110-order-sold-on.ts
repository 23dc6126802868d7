import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The day in whose sales an order is counted. NULL: in none; orders of earlier releases have no day. */
export class OrderSoldOn1798000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders ADD COLUMN sold_on DATE NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders DROP COLUMN sold_on');
  }
}
