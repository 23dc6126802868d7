import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments by a transfer to an account that the provider gives out for one payment. */
export class PaymentDeposits1800000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        ADD COLUMN provider_secret VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
        ADD COLUMN deposit_account TEXT NULL,
        ADD COLUMN deposit_seen_at DATETIME(3) NULL,
        ADD COLUMN receipt_url VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payments
        DROP COLUMN provider_secret, DROP COLUMN deposit_account, DROP COLUMN deposit_seen_at, DROP COLUMN receipt_url`);
  }
}
