import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was decided about each payment by points; and the sequence of the ids of charges. */
export class WalletSpendings1799000000215 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE wallet_spendings (
        payment_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        amount BIGINT NOT NULL,
        outcome ENUM('SPENT', 'INSUFFICIENT') NOT NULL,
        decided_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (payment_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO id_blocks (name, next_id) VALUES ('point-charges', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM id_blocks WHERE name = 'point-charges'`);
    await runner.query('DROP TABLE wallet_spendings');
  }
}
