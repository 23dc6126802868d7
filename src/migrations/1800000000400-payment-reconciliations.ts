import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comparisons of a provider's list of one day with our payments. `due_at` is when one that is not done is made next. */
export class PaymentReconciliations1800000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_reconciliations (
        provider VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        reconciled_day DATE NOT NULL,
        state ENUM('DUE', 'DONE') NOT NULL,
        due_at DATETIME(3) NULL,
        attempts INT NOT NULL DEFAULT 0,
        completed_at DATETIME(3) NULL,
        transactions INT NOT NULL DEFAULT 0,
        differences INT NOT NULL DEFAULT 0,
        findings MEDIUMTEXT NULL,
        failure VARCHAR(200) NULL,
        PRIMARY KEY (provider, reconciled_day),
        KEY ix_payment_reconciliations_due (due_at),
        KEY ix_payment_reconciliations_day (reconciled_day, provider),
        CONSTRAINT ck_payment_reconciliations_due CHECK ((state = 'DUE') = (due_at IS NOT NULL)),
        CONSTRAINT ck_payment_reconciliations_done CHECK ((state = 'DONE') = (completed_at IS NOT NULL))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE payment_reconciliations');
  }
}
