import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: when an instance last began the audit, and what the last one that ended has found. */
export class Admin1795000000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_runs (
        id TINYINT NOT NULL,
        begun_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        audited_at DATETIME(3) NULL,
        milliseconds INT NULL,
        findings TEXT CHARACTER SET ascii COLLATE ascii_bin NULL,
        PRIMARY KEY (id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query('INSERT INTO audit_runs (id) VALUES (1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_runs');
  }
}
