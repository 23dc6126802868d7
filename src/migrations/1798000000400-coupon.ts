import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The definitions of coupons. `issued` is counted under the row's lock, together with the rows of `user_coupons`. */
export class Coupon1798000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE coupons (
        coupon_id BIGINT NOT NULL AUTO_INCREMENT,
        name VARCHAR(100) NOT NULL,
        discount_type ENUM('RATE', 'AMOUNT') NOT NULL,
        discount_value BIGINT NOT NULL,
        max_discount BIGINT NULL,
        min_order_price BIGINT NOT NULL DEFAULT 0,
        quantity INT NOT NULL,
        issued INT NOT NULL DEFAULT 0,
        issue_start_at DATETIME(3) NOT NULL,
        issue_end_at DATETIME(3) NOT NULL,
        valid_days SMALLINT NULL,
        valid_until DATETIME(3) NULL,
        revoked_at DATETIME(3) NULL,
        created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (coupon_id),
        KEY ix_coupons_start (issue_start_at, coupon_id),
        KEY ix_coupons_end (issue_end_at, coupon_id),
        KEY ix_coupons_revoked (revoked_at, coupon_id),
        CONSTRAINT ck_coupons_issued CHECK (issued BETWEEN 0 AND quantity),
        CONSTRAINT ck_coupons_rate CHECK (discount_type = 'AMOUNT' OR discount_value BETWEEN 1 AND 100),
        CONSTRAINT ck_coupons_validity CHECK ((valid_days IS NULL) <> (valid_until IS NULL))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE coupons');
  }
}
