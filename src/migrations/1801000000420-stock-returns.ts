import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The units that came back with each return, once; each has its movement. */
export class StockReturns1801000000420 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stock_returns (
        return_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        order_id BIGINT NOT NULL,
        quantity INT NOT NULL,
        PRIMARY KEY (return_id, product_id),
        CONSTRAINT ck_stock_returns_quantity CHECK (quantity > 0)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stock_returns');
  }
}
