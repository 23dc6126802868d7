import type { IntegrityCheck } from '#platform/integrity/integrity-check';

/** What must hold within the tables of the coupons, always: counts, coupons and claims commit together. */
export const couponChecks: readonly IntegrityCheck[] = [
  {
    name: 'coupon.once',
    description: 'A coupon is on at most one order that is open or completed.',
    table: 'coupon_claims',
    sql: `
      SELECT later.order_id AS id, CONCAT('uses coupon ', later.user_coupon_id, ', as does order ', claims.order_id) AS detail
      FROM coupon_claims AS later
      JOIN coupon_claims AS claims
        ON claims.user_coupon_id = later.user_coupon_id AND claims.order_id < later.order_id
      WHERE later.state IN ('HELD', 'CONSUMED') AND claims.state IN ('HELD', 'CONSUMED')`,
  },
  {
    name: 'coupon.issued',
    description:
      'As many coupons are issued as users have, at most the quantity, and only of a definition that exists.',
    table: 'coupons',
    sql: `
      SELECT coupons.coupon_id AS id,
        CONCAT(issued, ' of ', quantity, ' are issued, users have ', COALESCE(owned, 0)) AS detail
      FROM coupons LEFT JOIN (
        SELECT coupon_id, COUNT(*) AS owned FROM user_coupons GROUP BY coupon_id
      ) AS counted ON counted.coupon_id = coupons.coupon_id
      WHERE issued <> COALESCE(owned, 0) OR issued > quantity
      UNION ALL
      SELECT user_coupons.user_coupon_id, CONCAT('is of coupon ', user_coupons.coupon_id, ', which does not exist')
      FROM user_coupons LEFT JOIN coupons ON coupons.coupon_id = user_coupons.coupon_id
      WHERE coupons.coupon_id IS NULL`,
  },
  {
    name: 'coupon.used',
    description:
      'A coupon is used exactly if one order has it: the order of its live claim, of the same user and definition.',
    table: 'user_coupons',
    sql: `
      SELECT owned.user_coupon_id AS id,
        CONCAT('is on order ', COALESCE(owned.order_id, 'none'), ', its claim on order ', COALESCE(claims.order_id, 'none')) AS detail
      FROM user_coupons AS owned
      LEFT JOIN coupon_claims AS claims ON claims.user_coupon_id = owned.user_coupon_id AND claims.live = 1
      WHERE NOT (owned.order_id <=> claims.order_id AND (claims.order_id IS NULL OR
        claims.user_id = owned.user_id AND claims.coupon_id <=> owned.coupon_id))
      UNION ALL
      SELECT claims.order_id, CONCAT('has coupon ', claims.user_coupon_id, ', which no user has')
      FROM coupon_claims AS claims LEFT JOIN user_coupons AS owned ON owned.user_coupon_id = claims.user_coupon_id
      WHERE claims.live = 1 AND owned.user_coupon_id IS NULL`,
  },
];
