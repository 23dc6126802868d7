import type { Rig } from '../rig';
import { withNumbers } from './products';

interface StoredCoupons {
  readonly coupons: number;
  /** Each of these users owns every one of the coupons. */
  readonly firstUser: number;
  readonly users: number;
}

/** Stores coupons that are all issued and usable, with different ends. */
export async function storeCoupons(rig: Rig, { coupons, firstUser, users }: StoredCoupons): Promise<void> {
  const { query } = rig;
  const count = coupons * users;
  const [last] = await query<{ id: number | null }>('SELECT MAX(coupon_id) AS id FROM coupons');
  const [block] = await query<{ next_id: number }>(`SELECT next_id FROM id_blocks WHERE name = 'user_coupons'`);
  await query(`UPDATE id_blocks SET next_id = next_id + ? WHERE name = 'user_coupons'`, [count]);
  const first = (last?.id ?? 0) + 1;
  rig.progress(`storing ${coupons} coupons of ${users} users`);
  await withNumbers(rig, count, async (fill) => {
    await fill(
      `INSERT INTO coupons (coupon_id, name, discount_type, discount_value, quantity, issued, issue_start_at,
         issue_end_at, valid_days)
       SELECT ${first} + n, CONCAT('쿠폰 ', n), 'AMOUNT', 5000, ${users}, ${users}, NOW(3) - INTERVAL 1 DAY,
         NOW(3) + INTERVAL 1 DAY, 30`,
      coupons,
    );
    await fill(
      `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at)
       SELECT ${block?.next_id ?? NaN} + n, ${first} + n DIV ${users}, ${firstUser} + n % ${users}, NOW(3),
         NOW(3) + INTERVAL 30 DAY + INTERVAL n DIV ${users} SECOND`,
      count,
    );
  });
  await query('ANALYZE TABLE coupons, user_coupons');
}
