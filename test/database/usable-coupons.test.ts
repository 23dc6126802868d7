import { DataSource } from 'typeorm';
import { Revisions } from '#platform/database/revisions';
import { CouponClient } from '#coupon';
import { CouponQueries } from '../../src/modules/coupon/persistence/coupon.queries';
import { CouponCache } from '../../src/modules/coupon/persistence/coupon-cache';
import { UsableCouponQueries } from '../../src/modules/coupon/persistence/usable-coupon.queries';
import { claim, createCoupon } from '../support/coupons';
import { openShop, type Shop } from '../support/shop';
import { onStatement } from '../support/statement-listener';

describe('the usable coupons of users, as an instance reads them that has read them before', () => {
  let shop: Shop;
  let queries: UsableCouponQueries;
  let definitions: number[];
  let user = 100;
  const statements: string[] = [];

  beforeAll(async () => {
    shop = await openShop({ variables: { RATE_LIMIT_COUPONS: '1000' } });
    definitions = [];
    for (let days = 1; days <= 6; days++) definitions.push(await createCoupon(shop.admin, { validDays: days }));
    const dataSource = shop.app.get(DataSource);
    const createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
    dataSource.createQueryRunner = (mode) => {
      const runner = createQueryRunner(mode);
      onStatement(runner, (sql) => {
        if (sql.includes('user_coupons')) statements.push(sql);
      });
      return runner;
    };
  });
  beforeEach(() => {
    user++;
    // Another instance than the one that issues and revokes.
    const cache = new CouponCache(shop.app.get(CouponQueries, { strict: false }), shop.app.get(Revisions));
    queries = new UsableCouponQueries(shop.database, cache);
  });
  afterAll(() => shop.close());

  const claimed = async (userId: number, couponId: number | undefined): Promise<number> => {
    const [status, userCouponId] = await claim(shop.buyer(userId), couponId as number);
    expect(status).toBe(201);
    return userCouponId as number;
  };
  const idsOf = async (userId: number, limit = 10): Promise<number[]> =>
    (await queries.list({ userId, after: undefined, limit })).map(({ userCouponId }) => userCouponId);

  it('have a coupon that was issued, lose one that is used and get it back when its order releases it', async () => {
    const later = await claimed(user, definitions[1]);
    expect(await idsOf(user)).toEqual([later]);
    const sooner = await claimed(user, definitions[0]);
    expect(await idsOf(user)).toEqual([sooner, later]);
    const order = { orderId: user, userId: user, userCouponId: sooner };
    const coupons = shop.app.get(CouponClient, { strict: false });
    await coupons.reserve([{ ...order, orderPrice: 9_000, instant: new Date() }]);
    expect(await idsOf(user)).toEqual([later]);
    await coupons.release([order]);
    expect(await idsOf(user)).toEqual([sooner, later]);
  });

  it('are right when one was used and another one issued in between, so that they are as many as before', async () => {
    const before = await claimed(user, definitions[0]);
    expect(await idsOf(user)).toEqual([before]);
    const request = { orderId: user, userId: user, userCouponId: before, orderPrice: 9_000, instant: new Date() };
    await shop.app.get(CouponClient, { strict: false }).reserve([request]);
    const after = await claimed(user, definitions[1]);
    expect(await idsOf(user)).toEqual([after]);
  });

  it('lose a coupon that has expired', async () => {
    const first = await claimed(user, definitions[0]);
    const second = await claimed(user, definitions[1]);
    expect(await idsOf(user)).toEqual([first, second]);
    await shop.database.execute('UPDATE user_coupons SET expires_at = NOW(3) WHERE user_coupon_id = ?', [first]);
    expect(await idsOf(user)).toEqual([second]);
  });

  it('lose those whose definition is revoked, at once, and are filled up with later ones', async () => {
    const revoked = [
      await createCoupon(shop.admin, { validDays: 1 }),
      await createCoupon(shop.admin, { validDays: 1 }),
    ];
    const ids = [];
    for (const couponId of [...revoked, ...definitions.slice(1)]) ids.push(await claimed(user, couponId));
    expect(await idsOf(user, 3)).toEqual(ids.slice(0, 3));
    for (const couponId of revoked) await shop.admin.post(`/api/coupons/${couponId}/revoke`);
    expect(await idsOf(user, 3)).toEqual(ids.slice(2, 5));
    expect(await idsOf(user, 1)).toEqual(ids.slice(2, 3));
  });

  it('are read for all callers of the same time in one statement, each their own', async () => {
    const own = new Map<number, number[]>();
    for (let n = 1; n <= 5; n++) {
      const ids: number[] = [];
      for (const couponId of definitions.slice(0, n)) ids.push(await claimed(1_000 + n, couponId));
      own.set(1_000 + n, ids);
    }
    const everyone = [...own.keys()];
    const readAll = (limit: number) => Promise.all(everyone.map((userId) => idsOf(userId, limit)));
    const expected = (limit: number) => everyone.map((userId) => own.get(userId)?.slice(0, limit));
    for (const limit of [10, 2, 10, 2]) expect(await readAll(limit)).toEqual(expected(limit));
    statements.length = 0;
    expect(await readAll(10)).toEqual(expected(10));
    expect(statements).toHaveLength(1);
  });

  it('are the same array while nothing has changed, and another one after a change of any definition', async () => {
    await claimed(user, definitions[0]);
    const read = () => queries.list({ userId: user, after: undefined, limit: 10 });
    const before = await read();
    expect(await read()).toBe(before);
    await shop.admin.post(`/api/coupons/${definitions[5]}/increase?quantity=1`);
    const after = await read();
    expect(after).not.toBe(before);
    expect(after).toEqual(before);
  });
});
