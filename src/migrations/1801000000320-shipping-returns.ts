import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Returns of delivered orders: at most one of an order is open (1) at a time. With one that has `all_returned`, every unit of
 * the order has come back; as long as it is open, no other one can change that.
 */
export class ShippingReturns1801000000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shipment_returns (
        return_id BIGINT NOT NULL,
        order_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        state ENUM('RETURN_REQUESTED', 'RETURNED', 'REJECTED') NOT NULL,
        open TINYINT NULL,
        ordinal SMALLINT NOT NULL,
        all_returned TINYINT NOT NULL,
        payment_id BIGINT NULL,
        reason VARCHAR(500) NULL,
        requested_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        completed_at DATETIME(3) NULL,
        due_at DATETIME(3) NULL,
        PRIMARY KEY (return_id),
        CONSTRAINT uq_shipment_returns_open UNIQUE (order_id, open),
        CONSTRAINT uq_shipment_returns_ordinal UNIQUE (order_id, ordinal),
        KEY ix_shipment_returns_due (due_at),
        KEY ix_shipment_returns_state (state, return_id),
        CONSTRAINT ck_shipment_returns_open CHECK ((open <=> 1) = (state = 'RETURN_REQUESTED')),
        CONSTRAINT ck_shipment_returns_completed CHECK ((state = 'RETURN_REQUESTED') = (completed_at IS NULL))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shipment_returns');
  }
}
