import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the last look at a payment began, so that webhooks cannot bring about more than one look in a few seconds. */
export class PaymentLookedAt1800000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payments ADD COLUMN looked_at DATETIME(3) NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payments DROP COLUMN looked_at');
  }
}
