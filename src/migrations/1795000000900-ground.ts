import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a catalogue has changed: whoever remembers it asks for one number, not for all that he remembers. */
export class Ground1795000000900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE revisions (
        name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        number BIGINT NOT NULL,
        PRIMARY KEY (name)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO revisions (name, number) VALUES ('products', 0), ('offers', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE revisions');
  }
}
