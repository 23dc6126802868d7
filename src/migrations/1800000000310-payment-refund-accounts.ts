import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where deposits are paid back to, sealed; a row is deleted once it was used. */
export class PaymentRefundAccounts1800000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE refund_accounts (
        order_id BIGINT NOT NULL,
        account_sealed VARBINARY(1000) NOT NULL,
        PRIMARY KEY (order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE refund_accounts');
  }
}
