import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The products that users have marked. The second key is the list of a user, newest first. */
export class Wishes1798000000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE wishes (
        user_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (user_id, product_id),
        KEY ix_wishes_user_created (user_id, created_at, product_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE wishes');
  }
}
