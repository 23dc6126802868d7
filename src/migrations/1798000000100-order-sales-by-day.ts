import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was sold on each day. Rows of products have shard 0; product 0 is the whole shop, whose figures are the sum of its
 * shards. The revision lets one recount of a day win over another.
 */
export class OrderSalesByDay1798000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sales_by_day (
        sold_on DATE NOT NULL,
        product_id BIGINT NOT NULL,
        shard TINYINT NOT NULL,
        units BIGINT NOT NULL,
        orders BIGINT NOT NULL,
        revenue BIGINT NOT NULL,
        PRIMARY KEY (sold_on, product_id, shard),
        KEY ix_sales_by_day_units (sold_on, units),
        CONSTRAINT ck_sales_by_day_units CHECK (product_id = 0 OR (units >= 0 AND orders >= 0))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO revisions (name, number) VALUES ('sales', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sales_by_day');
    await runner.query(`DELETE FROM revisions WHERE name = 'sales'`);
  }
}
