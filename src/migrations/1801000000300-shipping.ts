import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The parcel of each order that was completed while shipping was on. `due_at` is when it moves on by the clock; NULL: by hand, or never again. */
export class Shipping1801000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shipments (
        order_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        state ENUM('SHIPMENT_PREPARING', 'SHIPPED', 'DELIVERED', 'CANCELLED') NOT NULL,
        tracking_number VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        courier VARCHAR(50) NOT NULL,
        started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        shipped_at DATETIME(3) NULL,
        delivered_at DATETIME(3) NULL,
        due_at DATETIME(3) NULL,
        PRIMARY KEY (order_id),
        CONSTRAINT uq_shipments_tracking UNIQUE (tracking_number),
        KEY ix_shipments_due (due_at),
        KEY ix_shipments_state (state, order_id),
        CONSTRAINT ck_shipments_times CHECK (
        (state IN ('SHIPPED', 'DELIVERED')) = (shipped_at IS NOT NULL)
        AND (state = 'DELIVERED') = (delivered_at IS NOT NULL))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shipments');
  }
}
