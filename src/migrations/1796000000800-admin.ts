import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: when an instance last started the integrity checks, and what the last finished run has found. */
export class Admin1796000000800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE integrity_runs (
        id TINYINT NOT NULL,
        started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        checked_at DATETIME(3) NULL,
        milliseconds INT NULL,
        violations TEXT CHARACTER SET ascii COLLATE ascii_bin NULL,
        PRIMARY KEY (id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query('INSERT INTO integrity_runs (id) VALUES (1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE integrity_runs');
  }
}
