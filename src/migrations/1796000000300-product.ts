import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The catalogue. Names are searched case-insensitively, so only they have such a collation; this one exists on both
 * servers and, unlike older ones, distinguishes emojis.
 */
export class Product1796000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE products (
        product_id BIGINT NOT NULL AUTO_INCREMENT,
        name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL,
        description VARCHAR(1000) NOT NULL,
        price BIGINT NOT NULL,
        image_url VARCHAR(2048) NOT NULL,
        category VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        deleted_at DATETIME(3) NULL,
        PRIMARY KEY (product_id),
        KEY ix_products_listed (deleted_at, created_at, product_id),
        KEY ix_products_category_listed (category, deleted_at, created_at, product_id),
        CONSTRAINT ck_products_price CHECK (price > 0)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO revisions (name, number) VALUES ('products', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM revisions WHERE name = 'products'`);
    await runner.query('DROP TABLE products');
  }
}
