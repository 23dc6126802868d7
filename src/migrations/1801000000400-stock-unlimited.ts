import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A stock without a limit: its quantity never changes. */
export class StockUnlimited1801000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE stocks ADD COLUMN unlimited TINYINT NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE stocks DROP COLUMN unlimited');
  }
}
