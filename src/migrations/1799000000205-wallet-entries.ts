import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every change of a wallet, once for each reference and kind. Rows are only added. What a user's history shows is read
 * from the index alone, however often the user's orders have reserved points and given them back.
 */
export class WalletEntries1799000000205 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE wallet_entries (
        entry_id BIGINT NOT NULL AUTO_INCREMENT,
        user_id BIGINT NOT NULL,
        kind ENUM('CHARGE', 'RESERVE', 'CONSUME', 'RELEASE', 'SPEND', 'REFUND', 'ADJUST') NOT NULL,
        balance_delta BIGINT NOT NULL,
        reserved_delta BIGINT NOT NULL,
        balance_after BIGINT NOT NULL,
        reference ENUM('CHARGE', 'ORDER', 'PAYMENT', 'RETURN', 'REFUND', 'ADMIN') NOT NULL,
        reference_id BIGINT NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        changes_balance TINYINT AS (balance_delta <> 0) STORED,
        PRIMARY KEY (entry_id),
        CONSTRAINT uq_wallet_entries_once UNIQUE (reference, reference_id, kind),
        KEY ix_wallet_entries_history (user_id, changes_balance, entry_id),
        CONSTRAINT ck_wallet_entries_deltas CHECK (
        (kind = 'CHARGE' AND balance_delta > 0 AND reserved_delta = 0)
        OR (kind = 'RESERVE' AND balance_delta = 0 AND reserved_delta > 0)
        OR (kind = 'CONSUME' AND balance_delta < 0 AND reserved_delta = balance_delta)
        OR (kind = 'RELEASE' AND balance_delta = 0 AND reserved_delta < 0)
        OR (kind = 'SPEND' AND balance_delta < 0 AND reserved_delta = 0)
        OR (kind = 'REFUND' AND balance_delta > 0 AND reserved_delta = 0)
        OR kind = 'ADJUST')
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE wallet_entries');
  }
}
