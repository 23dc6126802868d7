import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attempts to collect what an order has to pay. `live` is 1 of at most one attempt of an order. */
export class Payment1799000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payments (
        payment_id BIGINT NOT NULL,
        order_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        ordinal SMALLINT NOT NULL,
        provider VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        method VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        state ENUM('REQUESTED', 'CONFIRMING', 'WAITING_FOR_DEPOSIT', 'CAPTURED', 'FAILED', 'ABANDONED', 'REVERSED') NOT NULL,
        live TINYINT NULL,
        outcome ENUM('PAID', 'DUPLICATE', 'MISMATCH', 'LATE', 'OVER') NULL,
        amount BIGINT NOT NULL,
        captured BIGINT NOT NULL DEFAULT 0,
        refund_total BIGINT NOT NULL DEFAULT 0,
        currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        provider_order_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        provider_key VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
        checkout_url VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NULL,
        confirm_attempt SMALLINT NOT NULL DEFAULT 0,
        answered TINYINT NOT NULL DEFAULT 0,
        failure_code VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
        requested_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        sent_at DATETIME(3) NULL,
        approved_at DATETIME(3) NULL,
        expires_at DATETIME(3) NULL,
        resolve_at DATETIME(3) NULL,
        resolve_attempts INT NOT NULL DEFAULT 0,
        PRIMARY KEY (payment_id),
        CONSTRAINT uq_payments_live UNIQUE (order_id, live),
        CONSTRAINT uq_payments_ordinal UNIQUE (order_id, ordinal),
        CONSTRAINT uq_payments_provider_order UNIQUE (provider_order_id),
        CONSTRAINT uq_payments_provider_key UNIQUE (provider, provider_key),
        KEY ix_payments_resolve (resolve_at),
        KEY ix_payments_state (state, payment_id),
        CONSTRAINT ck_payments_money CHECK (amount > 0 AND captured >= 0 AND refund_total BETWEEN 0 AND captured),
        CONSTRAINT ck_payments_outcome CHECK (outcome IS NULL OR captured > 0),
        CONSTRAINT ck_payments_captured CHECK ((state IN ('CAPTURED', 'REVERSED')) = (captured > 0)),
        CONSTRAINT ck_payments_live CHECK (live IS NULL OR state IN ('REQUESTED', 'CONFIRMING', 'WAITING_FOR_DEPOSIT', 'CAPTURED'))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO id_blocks (name, next_id) VALUES ('payments', 1), ('refunds', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM id_blocks WHERE name IN ('payments', 'refunds')`);
    await runner.query('DROP TABLE payments');
  }
}
