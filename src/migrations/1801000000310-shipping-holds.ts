import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders whose parcel waits for an administrator. */
export class ShippingHolds1801000000310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shipment_holds (
        order_id BIGINT NOT NULL,
        held_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shipment_holds');
  }
}
