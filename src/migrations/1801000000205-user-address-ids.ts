import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ids of addresses are taken from a block: an address is sealed for its id. */
export class UserAddressIds1801000000205 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO id_blocks (name, next_id) VALUES ('addresses', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM id_blocks WHERE name = 'addresses'`);
  }
}
