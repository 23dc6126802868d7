import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One quantity per product, one decision per order, and a ledger of every movement. */
export class Stock1795000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stocks (
        product_id BIGINT NOT NULL,
        quantity BIGINT NOT NULL,
        retired TINYINT NOT NULL DEFAULT 0,
        updated_at DATETIME(3) NULL,
        CONSTRAINT uq_stocks_product UNIQUE (product_id),
        CONSTRAINT ck_stocks_quantity CHECK (quantity >= 0)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE stock_decisions (
        order_id BIGINT NOT NULL,
        outcome ENUM('TAKEN', 'REFUSED') NOT NULL,
        reason ENUM('INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE', 'GIVEN_BACK') NULL,
        decided_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        CONSTRAINT uq_stock_decisions_order UNIQUE (order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    // `source_id` is the order for what an order moves, and a number of its own for what an administrator does.
    await runner.query(`
      CREATE TABLE stock_movements (
        source_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        kind ENUM('ORDER', 'CANCEL', 'INCREASE', 'RESET') NOT NULL,
        delta BIGINT NOT NULL,
        moved_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        CONSTRAINT uq_stock_movements_source_product_kind UNIQUE (source_id, product_id, kind),
        KEY ix_stock_movements_product (product_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO id_blocks (name, next_id) VALUES ('stock_movements', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['stock_movements', 'stock_decisions', 'stocks']) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DELETE FROM id_blocks WHERE name = 'stock_movements'`);
  }
}
