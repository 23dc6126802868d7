import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the search knows of each product. `change_number` grows in the order of commits, so that every instance reads
 * what has changed since it read last. A deleted product keeps its row, by which the instances learn of it.
 */
export class SearchProducts1798000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE search_products (
        product_id BIGINT NOT NULL,
        change_number BIGINT NOT NULL,
        deleted TINYINT NOT NULL,
        text MEDIUMTEXT NOT NULL,
        source_crc INT UNSIGNED NOT NULL,
        category VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        created_at DATETIME(3) NOT NULL,
        price BIGINT NOT NULL,
        discount TINYINT UNSIGNED NOT NULL,
        available TINYINT NOT NULL,
        units_sold BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (product_id),
        KEY ix_search_products_change (change_number, product_id),
        KEY ix_search_products_units_sold (units_sold)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO revisions (name, number) VALUES ('search', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM revisions WHERE name = 'search'`);
    await runner.query('DROP TABLE search_products');
  }
}
