import type { SqlQuery } from '../../support/root-queries';
import type { CouponAttempt } from './coupon-crowd';

interface StoredCoupon {
  readonly user_coupon_id: number;
  readonly user_id: number;
}

interface Offer {
  readonly couponId: number;
  /** the coupons that administrators have made available */
  readonly quantity: number;
  /** whether some of them were added after it had run out */
  readonly isIncreased?: boolean;
}

/**
 * Compares every answer with the coupons that the database has in the end.
 * @returns a sentence for each promise that was not kept
 */
export async function untrueCoupons(
  { couponId, quantity, isIncreased = false }: Offer,
  attempts: readonly CouponAttempt[],
  query: SqlQuery,
): Promise<string[]> {
  const stored = await query<StoredCoupon>('SELECT user_coupon_id, user_id FROM user_coupons WHERE coupon_id = ?', [
    couponId,
  ]);
  const [counted] = await query<{ quantity: number; issued: number }>(
    'SELECT quantity, issued FROM coupons WHERE coupon_id = ?',
    [couponId],
  );
  const owned = new Map(stored.map((row) => [row.user_id, row.user_coupon_id]));
  const complaints = attempts.flatMap((attempt) => [
    ...untrueIds(attempt, owned.get(attempt.userId)),
    ...untrueRefusals(attempt, owned.get(attempt.userId), isIncreased),
  ]);
  const demanded = Math.min(quantity, new Set(attempts.map(({ userId }) => userId)).size);
  if (counted?.quantity !== quantity) complaints.push(`its quantity is ${counted?.quantity} instead of ${quantity}`);
  if (counted?.issued !== stored.length) complaints.push(`${counted?.issued} counted, ${stored.length} stored`);
  if (stored.length > demanded) complaints.push(`${stored.length} issued of ${demanded}: too many`);
  if (stored.length < demanded) complaints.push(`${stored.length} issued of ${demanded}: too few`);
  if (owned.size < stored.length) complaints.push(`${stored.length} coupons belong to ${owned.size} users`);
  return complaints.map((complaint) => `coupon ${couponId}: ${complaint}`);
}

/** A user who was told of a coupon owns that one, and got it once. */
function untrueIds({ userId, calls }: CouponAttempt, owned: number | undefined): string[] {
  const answered = new Set(calls.flatMap(({ userCouponId }) => userCouponId ?? []));
  const complaints = [...answered]
    .filter((userCouponId) => userCouponId !== owned)
    .map((userCouponId) => `user ${userId} was told of coupon ${userCouponId} and owns ${owned ?? 'none'}`);
  const issued = calls.filter(({ outcome }) => outcome === 'issued').length;
  if (issued > 1) complaints.push(`user ${userId} was answered 201 ${issued} times`);
  if (owned !== undefined && answered.size === 0) complaints.push(`user ${userId} owns ${owned} and was never told`);
  return complaints;
}

/** Only users without a coupon are told that it has run out, and every one of them is. */
function untrueRefusals({ userId, calls }: CouponAttempt, owned: number | undefined, isIncreased: boolean): string[] {
  const complaints = calls
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ answer }) => `user ${userId} was answered ${answer}`);
  const last = calls.at(-1);
  if (owned === undefined && last?.outcome !== 'sold out') {
    complaints.push(`user ${userId} owns none and was last answered ${last?.answer}`);
  }
  const told = calls.filter(({ userCouponId }) => userCouponId !== undefined).map(({ endedAt }) => endedAt);
  // A coupon that was never increased cannot be issued after it had run out.
  const ownedFrom = isIncreased ? Math.min(...told) : -Infinity;
  if (owned !== undefined && calls.some((call) => call.outcome === 'sold out' && call.startedAt > ownedFrom)) {
    complaints.push(`user ${userId} owns ${owned} and was told that it has run out`);
  }
  return complaints;
}
