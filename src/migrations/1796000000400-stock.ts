import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One quantity per product, one decision per order, and a ledger of every movement. */
export class Stock1796000000400 implements MigrationInterface {
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
        reason ENUM('INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE', 'ORDER_CANCELLED') NULL,
        decided_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        CONSTRAINT uq_stock_decisions_order UNIQUE (order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    // `order_id` is NULL for what an administrator does: there is no limit to how often.
    await runner.query(`
      CREATE TABLE stock_movements (
        movement_id BIGINT NOT NULL AUTO_INCREMENT,
        order_id BIGINT NULL,
        product_id BIGINT NOT NULL,
        kind ENUM('ORDER', 'CANCEL', 'INCREASE', 'RESET') NOT NULL,
        delta BIGINT NOT NULL,
        moved_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (movement_id),
        CONSTRAINT uq_stock_movements_order_product_kind UNIQUE (order_id, product_id, kind),
        KEY ix_stock_movements_product (product_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['stock_movements', 'stock_decisions', 'stocks']) await runner.query(`DROP TABLE ${table}`);
  }
}
