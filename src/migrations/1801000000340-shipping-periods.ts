import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When completed orders of the whole shop get a shipment: at most one period is open (1). */
export class ShippingPeriods1801000000340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shipping_periods (
        began_at DATETIME(3) NOT NULL,
        ended_at DATETIME(3) NULL,
        open TINYINT NULL,
        PRIMARY KEY (began_at),
        CONSTRAINT uq_shipping_periods_open UNIQUE (open),
        CONSTRAINT ck_shipping_periods_open CHECK ((open <=> 1) = (ended_at IS NULL))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shipping_periods');
  }
}
