import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What orders have to pay that were placed with payments; a row never changes. */
export class OrderBills1799000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_bills (
        order_id BIGINT NOT NULL,
        total BIGINT NOT NULL,
        discount BIGINT NOT NULL,
        points BIGINT NOT NULL,
        due BIGINT NOT NULL,
        currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_coupon_id BIGINT NULL,
        PRIMARY KEY (order_id),
        CONSTRAINT ck_order_bills_due CHECK (discount >= 0 AND points >= 0 AND due >= 0 AND due = total - discount - points),
        CONSTRAINT ck_order_bills_coupon CHECK (discount = 0 OR user_coupon_id IS NOT NULL)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_bills');
  }
}
