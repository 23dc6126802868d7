import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The orders that late payments have bought in place of expired ones, once each. */
export class OrderReplacements1799000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_replacements (
        order_id BIGINT NOT NULL,
        replaces_order_id BIGINT NOT NULL,
        payment_id BIGINT NOT NULL,
        PRIMARY KEY (order_id),
        CONSTRAINT uq_order_replacements_replaces UNIQUE (replaces_order_id),
        CONSTRAINT uq_order_replacements_payment UNIQUE (payment_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_replacements');
  }
}
