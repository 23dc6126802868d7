import { IdBlocks } from '#platform/database/id-blocks';
import type { Caller } from './caller';
import type { Shop } from './shop';

const HOUR_MS = 60 * 60 * 1_000;

/** An instant that is some hours away, as requests write it. */
export function hoursFromNow(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}

/** A valid body: 1,000 won off, claimed since an hour ago and for a day from now. */
export function couponBody(fields: object = {}): object {
  return {
    name: '천원 쿠폰',
    discountType: 'AMOUNT',
    discountValue: 1_000,
    quantity: 100,
    issueStartTime: hoursFromNow(-1),
    issueEndTime: hoursFromNow(24),
    validDays: 30,
    ...fields,
  };
}

/** Creates a coupon that runs, as an administrator would. @returns its id */
export async function createCoupon(admin: Caller, fields: object = {}): Promise<number> {
  const { status, body } = await admin.post('/api/coupons', couponBody(fields));
  if (status !== 201) throw new Error(`No coupon was created: ${JSON.stringify(body)}`);
  return (body as { couponId: number }).couponId;
}

/** A coupon of a user that takes off an amount, as if it had been claimed: many tests need one each. @returns its id */
export async function writeCoupon(shop: Shop, userId: number, amount: number): Promise<number> {
  const [id = NaN] = await shop.app.get(IdBlocks, { strict: false }).take('user_coupons', 1);
  await shop.database.execute(
    `INSERT INTO coupons (coupon_id, name, discount_type, discount_value, quantity, issued, issue_start_at, issue_end_at, valid_days)
     VALUES (?, 'coupon', 'AMOUNT', ?, 1, 1, NOW(3) - INTERVAL 1 HOUR, NOW(3) + INTERVAL 1 DAY, 30)`,
    [1_000_000 + id, amount],
  );
  await shop.database.execute(
    `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at)
     VALUES (?, ?, ?, NOW(3), NOW(3) + INTERVAL 30 DAY)`,
    [id, 1_000_000 + id, userId],
  );
  return id;
}

/** A user claims the coupon. @returns the status, and the code and `about` of a refusal or the id of the user's coupon */
export async function claim(user: Caller, couponId: number): Promise<readonly [number, unknown, unknown?]> {
  const { status, body } = await user.post(`/api/coupons/${couponId}/issue`);
  const answer = body as { code?: string; about?: object; userCouponId?: number };
  return status === 201 ? [status, answer.userCouponId] : [status, answer.code, answer.about];
}
