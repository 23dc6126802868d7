import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The coupons of users: one of each definition for a user, on at most one order. */
export class CouponUserCoupons1798000000410 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE user_coupons (
        user_coupon_id BIGINT NOT NULL,
        coupon_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        issued_at DATETIME(3) NOT NULL,
        expires_at DATETIME(3) NOT NULL,
        used TINYINT NOT NULL DEFAULT 0,
        order_id BIGINT NULL,
        PRIMARY KEY (user_coupon_id),
        CONSTRAINT uq_user_coupons_coupon_user UNIQUE (coupon_id, user_id),
        CONSTRAINT uq_user_coupons_order UNIQUE (order_id),
        KEY ix_user_coupons_listed (user_id, used, expires_at, user_coupon_id),
        KEY ix_user_coupons_counted (coupon_id, used, expires_at, issued_at),
        CONSTRAINT ck_user_coupons_used CHECK ((used = 1) = (order_id IS NOT NULL))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE user_coupons');
  }
}
