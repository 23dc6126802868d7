import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was decided about the coupon of each order (without a `coupon_id` where the coupon does not exist), and the
 * rows that ids and caches of coupons need.
 */
export class CouponClaims1798000000420 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE coupon_claims (
        order_id BIGINT NOT NULL,
        user_coupon_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        coupon_id BIGINT NULL,
        state ENUM('HELD', 'REFUSED', 'CONSUMED', 'RELEASED') NOT NULL,
        live TINYINT NULL,
        discount BIGINT NOT NULL,
        changed_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (order_id),
        CONSTRAINT uq_coupon_claims_live UNIQUE (user_coupon_id, live),
        KEY ix_coupon_claims_counted (coupon_id, live, discount),
        CONSTRAINT ck_coupon_claims_live CHECK ((live <=> 1) = (state IN ('HELD', 'CONSUMED')))
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
    await runner.query(`INSERT INTO id_blocks (name, next_id) VALUES ('user_coupons', 1)`);
    await runner.query(`INSERT INTO revisions (name, number) VALUES ('coupons', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM revisions WHERE name = 'coupons'`);
    await runner.query(`DELETE FROM id_blocks WHERE name = 'user_coupons'`);
    await runner.query('DROP TABLE coupon_claims');
  }
}
