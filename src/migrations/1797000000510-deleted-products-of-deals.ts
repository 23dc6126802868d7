import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Marks the items of deleted products. The rows stay: the previous release counts them. */
export class DeletedProductsOfDeals1797000000510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE hot_deal_items ADD COLUMN product_deleted TINYINT NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE hot_deal_items DROP COLUMN product_deleted');
  }
}
