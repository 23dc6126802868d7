import { RedisClients } from '#platform/redis/redis-clients';
import { claim, createCoupon } from '../support/coupons';
import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const variables = { RATE_LIMIT_COUPONS: '1000' };

describe('a coupon that many claim on two instances', () => {
  let one: Shop;
  let other: Shop;
  beforeAll(async () => {
    one = await openShop({ variables });
    other = await openShop({ variables, beside: one });
  });
  afterAll(async () => {
    await other.close();
    await one.close();
  });

  const buyerOn = (user: number) => (user % 2 === 0 ? one : other).buyer(user);
  const claimAll = async (users: readonly number[], couponId: number) =>
    Promise.all(users.map((user) => claim(buyerOn(user), couponId)));
  const countsOf = (answers: readonly (readonly [number, unknown, unknown?])[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const [status, code] of answers) {
      const name = status === 201 ? '201' : String(code);
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  const users = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const remaining = async (couponId: number) =>
    ((await other.anonymous.get(`/api/coupons/${couponId}`)).body as { remaining: number }).remaining;

  it('is issued to exactly a hundred of 110 users, also while Redis loses everything', async () => {
    for (const redisIsFlushed of [false, true]) {
      const couponId = await createCoupon(one.admin, { quantity: 100 });
      // The answer of Redis may come too late for its client while this process serves all the claims.
      const flushing = redisIsFlushed
        ? one.app
            .get(RedisClients, { strict: false })
            .cache.flushall()
            .catch(() => undefined)
        : undefined;
      const answers = await claimAll(users(110), couponId);
      await flushing;
      expect(countsOf(answers)).toEqual({ 201: 100, COUPON_SOLD_OUT: 10 });
      expect(await remaining(couponId)).toBe(0);
      const rows = await one.database.query('SELECT user_id FROM user_coupons WHERE coupon_id = ?', [couponId]);
      expect(rows).toHaveLength(100);
    }
    expect(await integrityViolations(one.database)).toEqual([]);
  });

  it('is issued once to a user who asks fifty times at once, and named by its id to the others', async () => {
    const couponId = await createCoupon(one.admin);
    const answers = await Promise.all(users(50).map((n) => claim((n % 2 === 0 ? one : other).buyer(7), couponId)));
    const [issued] = answers.filter(([status]) => status === 201);
    expect(countsOf(answers)).toEqual({ 201: 1, COUPON_ALREADY_ISSUED: 49 });
    const named = answers.filter(([status]) => status === 409).map(([, , about]) => about);
    expect(named).toEqual(Array.from({ length: 49 }, () => ({ userCouponId: issued?.[1] })));
  });

  it('that was known to be sold out can be claimed a second after it was increased on the other instance', async () => {
    const couponId = await createCoupon(one.admin, { quantity: 1 });
    await claim(one.buyer(1), couponId);
    expect(countsOf(await claimAll([2, 3], couponId))).toEqual({ COUPON_SOLD_OUT: 2 });
    const increasedAt = performance.now();
    expect((await one.admin.post(`/api/coupons/${couponId}/increase?quantity=2`)).body).toMatchObject({ remaining: 2 });
    // The instance that has made the change knows it at once.
    expect((await claim(one.buyer(2), couponId))[0]).toBe(201);
    await until(async () => (await claim(other.buyer(3), couponId))[0] === 201);
    expect(performance.now() - increasedAt).toBeLessThan(3_000);
    expect(countsOf(await claimAll([4, 5], couponId))).toEqual({ COUPON_SOLD_OUT: 2 });
  });

  it('that is revoked or ended on one instance is not issued on the other after that', async () => {
    const revoked = await createCoupon(one.admin);
    const ended = await createCoupon(one.admin);
    for (const couponId of [revoked, ended]) expect((await claim(other.buyer(1), couponId))[0]).toBe(201);
    await one.admin.post(`/api/coupons/${revoked}/revoke`);
    await one.admin.delete(`/api/coupons/${ended}`);
    expect((await claim(other.buyer(2), revoked)).slice(0, 2)).toEqual([409, 'COUPON_REVOKED']);
    expect((await claim(other.buyer(2), ended)).slice(0, 2)).toEqual([409, 'COUPON_ENDED']);
  });
});
