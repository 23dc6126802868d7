import { UsableCoupons } from '#coupon';
import { claim, createCoupon, hoursFromNow } from '../support/coupons';
import { openShop, type Shop } from '../support/shop';

interface Owned {
  readonly userCouponId: number;
  readonly status: string;
  readonly discount?: number;
}

const USER = 5;

describe('the coupons of a user', () => {
  let shop: Shop;
  /** the ids of the user's coupons by what became of them, in the order in which they end */
  const ids: Record<'usable' | 'expired' | 'revoked' | 'used', number[]> = {
    usable: [],
    expired: [],
    revoked: [],
    used: [],
  };

  beforeAll(async () => {
    shop = await openShop({ variables: { RATE_LIMIT_COUPONS: '1000' } });
    // Those that end later are claimed first.
    for (const kind of ['used', 'revoked', 'expired', 'usable'] as const) {
      for (let days = 4; days > 0; days--) ids[kind].unshift(await claimed({ validDays: days, minOrderPrice: 5_000 }));
    }
    const { database } = shop;
    await database.execute('UPDATE user_coupons SET used = 1, order_id = user_coupon_id WHERE user_coupon_id IN (?)', [
      ids.used,
    ]);
    await database.execute(
      'UPDATE user_coupons SET expires_at = expires_at - INTERVAL 9 DAY WHERE user_coupon_id IN (?)',
      [ids.expired],
    );
    const revoked = await database.query<{ couponId: number }>(
      'SELECT coupon_id AS couponId FROM user_coupons WHERE user_coupon_id IN (?)',
      [ids.revoked],
    );
    for (const { couponId } of revoked) await shop.admin.post(`/api/coupons/${couponId}/revoke`);
    await claim(shop.buyer(USER + 1), await createCoupon(shop.admin));
  });
  afterAll(() => shop.close());

  const claimed = async (fields: object): Promise<number> => {
    const [, userCouponId] = await claim(shop.buyer(USER), await createCoupon(shop.admin, fields));
    return userCouponId as number;
  };
  /** All pages of the list, each of three. */
  const list = async (query: string): Promise<Owned[]> => {
    const found: Owned[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await shop.buyer(USER).get(`/api/coupons/mine?limit=3${query}${cursor && `&cursor=${cursor}`}`);
      found.push(...(body.items as Owned[]));
      cursor = body.nextCursor as string | null;
    }
    return found;
  };
  const idsIn = async (query: string): Promise<number[]> => (await list(query)).map(({ userCouponId }) => userCouponId);
  const latestFirst = (of: readonly number[]): number[] => [...of].reverse();

  it('are found only by their user', async () => {
    const [mine] = ids.usable;
    for (const [userId, userCouponId] of [
      [USER + 1, mine],
      [USER, 9_999_999],
    ]) {
      const { status, body } = await shop.buyer(Number(userId)).get(`/api/coupons/mine/${userCouponId}`);
      expect([status, body.code]).toEqual([404, 'USER_COUPON_NOT_FOUND']);
    }
  });

  it('that can be used are listed by their end, the first to end first', async () => {
    expect(await idsIn('&status=usable')).toEqual(ids.usable);
  });

  it('that were used, have expired or were revoked are listed with the last to end first', async () => {
    expect(await idsIn('&status=used')).toEqual(latestFirst(ids.used));
    expect(await idsIn('&status=expired')).toEqual([...latestFirst(ids.revoked), ...latestFirst(ids.expired)]);
  });

  it('are all listed without a status, the used ones last', async () => {
    const all = await list('');
    expect(all.map(({ userCouponId }) => userCouponId).slice(-4)).toEqual(latestFirst(ids.used));
    expect(all.map(({ status }) => status).sort()).toEqual(
      ['EXPIRED', 'REVOKED', 'USABLE', 'USED'].flatMap((status) => [status, status, status, status]),
    );
  });

  it('say what they take off an order of a given price, and nothing where they cannot be used', async () => {
    for (const [price, discount] of [
      [4_999, 0],
      [5_000, 1_000],
    ]) {
      const usable = await list(`&status=usable&orderPrice=${price}`);
      expect(usable.map((coupon) => coupon.discount)).toEqual([discount, discount, discount, discount]);
      expect((await list(`&status=expired&orderPrice=${price}`))[0]?.discount).toBe(0);
    }
    expect((await list('&status=usable'))[0]).not.toHaveProperty('discount');
  });

  it('are counted and told to other modules, those that can be used now', async () => {
    const usable = shop.app.get(UsableCoupons, { strict: false });
    expect(await usable.countOf(USER)).toBe(4);
    expect((await usable.soonestOf(USER, 2)).map(({ userCouponId }) => userCouponId)).toEqual(ids.usable.slice(0, 2));
    expect([await usable.countOf(99), await usable.soonestOf(99, 5)]).toEqual([0, []]);
  });

  it('expire with the definition where all of them are good until one instant', async () => {
    const validUntil = hoursFromNow(1);
    const userCouponId = await claimed({ validDays: undefined, validUntil });
    expect((await shop.buyer(USER).get(`/api/coupons/mine/${userCouponId}`)).body.expiresAt).toBe(validUntil);
  });
});
