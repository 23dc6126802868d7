import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The part of each line in the discount and the points of its order; only of orders that have either. */
export class OrderItemShares1799000000115 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_item_shares (
        order_id BIGINT NOT NULL,
        line SMALLINT NOT NULL,
        discount BIGINT NOT NULL,
        points BIGINT NOT NULL,
        PRIMARY KEY (order_id, line),
        CONSTRAINT ck_order_item_shares CHECK (discount >= 0 AND points >= 0)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_item_shares');
  }
}
