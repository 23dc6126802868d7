import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the goods of an order have come: a row from the moment that they are shipped, which keeps the order from being cancelled. */
export class OrderProgress1801000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_progress (
        order_id BIGINT NOT NULL,
        version SMALLINT NOT NULL,
        progress ENUM('SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'RETURNED') NOT NULL,
        progressed_at DATETIME(3) NOT NULL,
        PRIMARY KEY (order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_progress');
  }
}
