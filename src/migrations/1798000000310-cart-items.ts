import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The products in the carts. The key keeps the lines of a cart together. */
export class CartItems1798000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cart_items (
        user_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        quantity INT NOT NULL,
        price_seen BIGINT NOT NULL,
        version BIGINT NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (user_id, product_id),
        CONSTRAINT ck_cart_items_quantity CHECK (quantity BETWEEN 1 AND 1000)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE cart_items');
  }
}
