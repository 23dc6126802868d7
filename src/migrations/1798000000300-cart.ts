import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Carts; the row of a cart is locked by every change of its lines. */
export class Cart1798000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE carts (
        user_id BIGINT NOT NULL,
        version BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (user_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE carts');
  }
}
