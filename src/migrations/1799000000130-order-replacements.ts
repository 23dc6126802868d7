import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What late payments have bought in place of expired orders, decided once for each: an order, or nothing (NULL), and then
 * the payment is paid back.
 */
export class OrderReplacements1799000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_replacements (
        replaces_order_id BIGINT NOT NULL,
        payment_id BIGINT NOT NULL,
        order_id BIGINT NULL,
        PRIMARY KEY (replaces_order_id),
        CONSTRAINT uq_order_replacements_payment UNIQUE (payment_id),
        CONSTRAINT uq_order_replacements_order UNIQUE (order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_replacements');
  }
}
