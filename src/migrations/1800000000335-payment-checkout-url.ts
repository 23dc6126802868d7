import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses of pages to pay on may be longer than 500 characters, as those of Stripe. */
export class PaymentCheckoutUrl1800000000335 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE payments MODIFY checkout_url VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE payments MODIFY checkout_url VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NULL',
    );
  }
}
