import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The versions of each user's cart and wish list. Every change of either locks the row, and one read confirms both. */
export class Cart1798000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE carts (
        user_id BIGINT NOT NULL,
        version BIGINT NOT NULL DEFAULT 0,
        wishes_version BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (user_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE carts');
  }
}
