import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is paid back of payments, once for each cause. `resolve_at` is when a refund that is due is sent next. */
export class PaymentRefunds1799000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE refunds (
        refund_id BIGINT NOT NULL,
        payment_id BIGINT NOT NULL,
        order_id BIGINT NOT NULL,
        cause ENUM('CANCELLED', 'RETURN', 'LATE', 'DUPLICATE', 'MISMATCH', 'OVER', 'EXTERNAL') NOT NULL,
        cause_id BIGINT NOT NULL,
        amount BIGINT NOT NULL,
        state ENUM('DUE', 'DONE', 'STUCK') NOT NULL,
        attempt SMALLINT NOT NULL DEFAULT 1,
        mark VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        provider_ref VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
        failure_code VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
        settled_as ENUM('HAND', 'POINTS') NULL,
        settled_by BIGINT NULL,
        note VARCHAR(500) NULL,
        requested_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        first_sent_at DATETIME(3) NULL,
        completed_at DATETIME(3) NULL,
        resolve_at DATETIME(3) NULL,
        attempts INT NOT NULL DEFAULT 0,
        PRIMARY KEY (refund_id),
        CONSTRAINT uq_refunds_cause UNIQUE (payment_id, cause, cause_id),
        CONSTRAINT uq_refunds_mark UNIQUE (mark),
        KEY ix_refunds_resolve (resolve_at),
        KEY ix_refunds_state (state, refund_id),
        CONSTRAINT ck_refunds_amount CHECK (amount > 0),
        CONSTRAINT ck_refunds_resolve CHECK ((state = 'DUE') = (resolve_at IS NOT NULL)),
        CONSTRAINT ck_refunds_completed CHECK ((state = 'DONE') = (completed_at IS NOT NULL)),
        CONSTRAINT ck_refunds_settled CHECK ((settled_as IS NULL) = (settled_by IS NULL))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE refunds');
  }
}
