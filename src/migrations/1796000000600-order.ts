import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Orders and their lines. There is no index by status: every order would pay for it twice, when it is placed and when it
 * is completed, and the orders of one user are few enough to be scanned. The clustered key of a line
 * keeps the lines of an order together.
 */
export class Order1796000000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE orders (
        order_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        status ENUM('ORDER_BEFORE', 'ORDER_PENDING', 'ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED') NOT NULL,
        failure_reason ENUM('INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE') NULL,
        total_count INT NOT NULL,
        total_price BIGINT NOT NULL,
        ordered_at DATETIME(3) NOT NULL,
        PRIMARY KEY (order_id),
        KEY ix_orders_user_ordered (user_id, ordered_at, order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE order_items (
        order_id BIGINT NOT NULL,
        line SMALLINT NOT NULL,
        product_id BIGINT NOT NULL,
        product_name VARCHAR(200) NOT NULL,
        quantity INT NOT NULL,
        original_price BIGINT NOT NULL,
        price BIGINT NOT NULL,
        event_id BIGINT NULL,
        PRIMARY KEY (order_id, line)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO id_blocks (name, next_id) VALUES ('orders', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['order_items', 'orders']) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DELETE FROM id_blocks WHERE name = 'orders'`);
  }
}
