import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far the goods of an order have come: a row from the moment that they are shipped, which keeps the order from being
 * cancelled. The version orders the steps: 1 shipped, 2 delivered; the n-th return is 2n + 1 when requested and 2n + 2 when it ends.
 */
export class OrderProgress1801000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_progress (
        order_id BIGINT NOT NULL,
        version SMALLINT NOT NULL,
        progress ENUM('SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'RETURNED') NOT NULL,
        progressed_at DATETIME(3) NOT NULL,
        PRIMARY KEY (order_id),
        CONSTRAINT ck_order_progress_version CHECK (
          (progress = 'SHIPPED' AND version = 1)
          OR (progress = 'DELIVERED' AND version >= 2 AND version % 2 = 0)
          OR (progress = 'RETURN_REQUESTED' AND version >= 3 AND version % 2 = 1)
          OR (progress = 'RETURNED' AND version >= 4 AND version % 2 = 0))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_progress');
  }
}
