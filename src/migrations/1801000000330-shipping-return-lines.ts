import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The units of each return, and what is paid back for them. */
export class ShippingReturnLines1801000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shipment_return_lines (
        return_id BIGINT NOT NULL,
        product_id BIGINT NOT NULL,
        quantity INT NOT NULL,
        money BIGINT NOT NULL,
        points BIGINT NOT NULL,
        PRIMARY KEY (return_id, product_id),
        CONSTRAINT ck_shipment_return_lines_amounts CHECK (quantity > 0 AND money >= 0 AND points >= 0)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shipment_return_lines');
  }
}
