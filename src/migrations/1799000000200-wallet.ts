import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The points of each user: `balance` is all that they have, `reserved` the part of it that orders have set aside. */
export class Wallet1799000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE wallets (
        user_id BIGINT NOT NULL,
        balance BIGINT NOT NULL,
        reserved BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (user_id),
        CONSTRAINT ck_wallets CHECK (reserved >= 0 AND balance >= reserved)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE wallets');
  }
}
