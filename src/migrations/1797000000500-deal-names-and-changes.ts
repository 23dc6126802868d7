import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The name and the banner of a deal, the last change of its terms, and how many of its products are deleted. */
export class DealNamesAndChanges1797000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hot_deals
        ADD COLUMN event_name VARCHAR(100) NULL,
        ADD COLUMN banner_url VARCHAR(2048) NULL,
        ADD COLUMN terms_changed_at DATETIME(3) NULL,
        ADD COLUMN deleted_product_count INT NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hot_deals
        DROP COLUMN event_name, DROP COLUMN banner_url, DROP COLUMN terms_changed_at, DROP COLUMN deleted_product_count`);
  }
}
