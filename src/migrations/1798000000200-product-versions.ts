import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The versions of a product that were replaced: the current one stands in `products`, so a product that was never changed
 * has none. Orders of earlier releases name no version.
 */
export class ProductVersions1798000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE products ADD COLUMN version INT NOT NULL DEFAULT 1');
    await runner.query(`
      CREATE TABLE product_versions (
        product_id BIGINT NOT NULL,
        version INT NOT NULL,
        name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL,
        description VARCHAR(1000) NOT NULL,
        price BIGINT NOT NULL,
        image_url VARCHAR(2048) NOT NULL,
        category VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        replaced_at DATETIME(3) NOT NULL,
        PRIMARY KEY (product_id, version)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query('ALTER TABLE order_items ADD COLUMN product_version INT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE order_items DROP COLUMN product_version');
    await runner.query('DROP TABLE product_versions');
    await runner.query('ALTER TABLE products DROP COLUMN version');
  }
}
