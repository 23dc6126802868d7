import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ids of returns are taken from a block. */
export class ShippingReturnIds1801000000335 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO id_blocks (name, next_id) VALUES ('shipment-returns', 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM id_blocks WHERE name = 'shipment-returns'`);
  }
}
