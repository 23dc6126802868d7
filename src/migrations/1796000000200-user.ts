import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Profiles. A removed one stays as a mark with its version, so that a late registration cannot bring it back. */
export class User1796000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        user_id BIGINT NOT NULL,
        email VARCHAR(254) NOT NULL,
        name VARCHAR(50) NOT NULL,
        role ENUM('USER', 'ADMIN') NOT NULL,
        state ENUM('LIVE', 'WITHDRAWN', 'REMOVED') NOT NULL,
        version INT NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (user_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE users');
  }
}
