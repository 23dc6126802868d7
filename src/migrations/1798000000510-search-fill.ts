import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far the search has been filled from the catalogue: downwards, so that the newest products are found first. A later
 * migration that changes what the search stores sets the row back, and the instances fill it again.
 */
export class SearchFill1798000000510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE search_fill (
        id TINYINT NOT NULL,
        below_product_id BIGINT NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query('INSERT INTO search_fill (id, below_product_id) VALUES (1, 9007199254740991)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE search_fill');
  }
}
