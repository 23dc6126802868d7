import { claim, couponBody, createCoupon, hoursFromNow } from '../support/coupons';
import { openShop, type Shop } from '../support/shop';

interface Page {
  readonly items: readonly { readonly couponId: number; readonly userCouponId: number }[];
  readonly nextCursor: string | null;
}

describe('an administrator of coupons', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ variables: { RATE_LIMIT_COUPONS: '1000' } });
  });
  afterAll(() => shop.close());

  const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
  const idsOf = async (path: string): Promise<number[]> => {
    const { items } = (await shop.anonymous.get(`${path}&limit=100`)).body as Page;
    return items.map(({ couponId }) => couponId);
  };

  it('creates coupons of both kinds, with times of the shop’s zone where they have no offset', async () => {
    const rate = { discountType: 'RATE', discountValue: 100, maxDiscount: 0, minOrderPrice: 1_000_000_000_000_000 };
    const until = { validDays: undefined, validUntil: '2099-07-15T00:00:00' };
    const times = { issueStartTime: '2025-07-15T00:00:00', issueEndTime: '2099-07-15T09:00:00+09:00' };
    const { status, body } = await shop.admin.post('/api/coupons', couponBody({ ...rate, ...until, ...times }));
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        ...rate,
        issueStartTime: '2025-07-14T15:00:00.000Z',
        issueEndTime: '2099-07-15T00:00:00.000Z',
        validDays: null,
        validUntil: '2099-07-14T15:00:00.000Z',
      }),
    ]);
  });

  it.each<[string, object, string, string]>([
    ['more than a hundred percent', { discountType: 'RATE', discountValue: 101 }, 'discountValue', 'TOO_LARGE'],
    ['another kind of discount', { discountType: 'GIFT' }, 'discountType', 'NOT_A_CHOICE'],
    ['no name', { name: ' ' }, 'name', 'REQUIRED'],
    [
      'an end at its start',
      { issueEndTime: '2099-01-01T00:00:00Z', issueStartTime: '2099-01-01T00:00:00Z' },
      'issueEndTime',
      'TOO_EARLY',
    ],
    [
      'an end in the past',
      { issueStartTime: hoursFromNow(-3), issueEndTime: hoursFromNow(-2) },
      'issueEndTime',
      'TOO_EARLY',
    ],
    ['both kinds of validity', { validUntil: '2099-01-01T00:00:00' }, 'validUntil', 'CONFLICTING_FIELD'],
    ['neither kind of validity', { validDays: undefined }, 'validDays', 'REQUIRED'],
    [
      'a validity that ends before its start',
      { validDays: undefined, validUntil: hoursFromNow(-2) },
      'validUntil',
      'TOO_EARLY',
    ],
    [
      'a validity in the past',
      { validDays: undefined, issueStartTime: hoursFromNow(-3), validUntil: hoursFromNow(-2) },
      'validUntil',
      'TOO_EARLY',
    ],
    [
      'a year that the database cannot store',
      { issueEndTime: '9999-12-31T23:59:59-12:00' },
      'issueEndTime',
      'NOT_A_TIME',
    ],
    ['too many', { quantity: 10_000_001 }, 'quantity', 'TOO_LARGE'],
    ['a field of a later release', { perUser: 2 }, 'perUser', 'UNKNOWN_FIELD'],
  ])('cannot create one with %s', async (_, changes, field, rule) => {
    const before = await shop.database.query('CHECKSUM TABLE coupons');
    const { status, body } = await shop.admin.post('/api/coupons', couponBody(changes));
    expect([status, body.code, body.errors]).toMatchObject([400, 'VALIDATION_FAILED', [{ field, rule }]]);
    expect(await shop.database.query('CHECKSUM TABLE coupons')).toEqual(before);
  });

  it('finds coupons by their status, the newest first, on pages that repeat and skip none', async () => {
    const coming = await createCoupon(shop.admin, { issueStartTime: hoursFromNow(1) });
    const running = [await createCoupon(shop.admin), await createCoupon(shop.admin), await createCoupon(shop.admin)];
    const [ended, revoked] = [await createCoupon(shop.admin), await createCoupon(shop.admin)];
    const neverRuns = await createCoupon(shop.admin, { issueStartTime: hoursFromNow(1) });
    const until = { validDays: undefined, validUntil: hoursFromNow(1) };
    const [good, outdated] = [await createCoupon(shop.admin, until), await createCoupon(shop.admin, until)];
    await shop.database.execute('UPDATE coupons SET valid_until = NOW(3) WHERE coupon_id = ?', [outdated]);
    await shop.admin.delete(`/api/coupons/${ended}`);
    await shop.admin.delete(`/api/coupons/${neverRuns}`);
    await shop.admin.post(`/api/coupons/${revoked}/revoke`);
    const among = (ids: readonly number[]) => ids.filter((id) => id >= coming);
    expect(among(await idsOf('/api/coupons?status=upcoming'))).toEqual([coming]);
    expect(among(await idsOf('/api/coupons?status=active'))).toEqual([good, ...[...running].reverse()]);
    expect(among(await idsOf('/api/coupons?status=ended'))).toEqual([outdated, neverRuns, revoked, ended]);

    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = (await shop.anonymous.get(`/api/coupons?limit=2${cursor && `&cursor=${cursor}`}`))
        .body as Page;
      seen.push(...page.items.map(({ couponId }) => couponId));
      cursor = page.nextCursor;
      await createCoupon(shop.admin);
    }
    expect(among(seen)).toEqual([outdated, good, neverRuns, revoked, ended, ...running.reverse(), coming]);
  });

  it('ends a coupon: what was issued stays good, and repeating it changes nothing', async () => {
    const couponId = await createCoupon(shop.admin);
    const [, userCouponId] = await claim(shop.buyer(1), couponId);
    const ends = [];
    for (let time = 0; time < 2; time++) {
      expect((await shop.admin.delete(`/api/coupons/${couponId}`)).status).toBe(204);
      ends.push((await shop.admin.get(`/api/coupons/${couponId}`)).body.issueEndTime);
    }
    expect(ends[0]).toBe(ends[1]);
    const mine = await shop.buyer(1).get(`/api/coupons/mine/${String(userCouponId)}`);
    expect(mine.body.status).toBe('USABLE');
    expect(codeOf(await shop.admin.delete('/api/coupons/999999'))).toEqual([404, 'COUPON_NOT_FOUND']);
  });

  it('revokes a coupon: those that users have can no longer be used', async () => {
    const couponId = await createCoupon(shop.admin);
    const [, userCouponId] = await claim(shop.buyer(1), couponId);
    for (let time = 0; time < 2; time++) {
      const { status, body } = await shop.admin.post(`/api/coupons/${couponId}/revoke`);
      expect([status, body.revoked]).toEqual([200, true]);
    }
    const mine = await shop.buyer(1).get(`/api/coupons/mine/${String(userCouponId)}`);
    expect(mine.body.status).toBe('REVOKED');
  });

  it('increases a coupon up to ten million', async () => {
    const couponId = await createCoupon(shop.admin, { quantity: 1 });
    const increase = (quantity: number) => shop.admin.post(`/api/coupons/${couponId}/increase?quantity=${quantity}`);
    expect((await increase(9_999_999)).body).toMatchObject({ quantity: 10_000_000, remaining: 10_000_000 });
    const refused = await increase(1);
    expect([...codeOf(refused), refused.body.about]).toEqual([409, 'COUPON_LIMIT_EXCEEDED', { limit: 10_000_000 }]);
    expect(codeOf(await shop.admin.post('/api/coupons/999999/increase?quantity=1'))).toEqual([404, 'COUPON_NOT_FOUND']);
  });

  it('sees what became of a coupon', async () => {
    const couponId = await createCoupon(shop.admin);
    const path = `/api/coupons/${couponId}/statistics`;
    const none = { issued: 0, used: 0, expired: 0, discountGiven: 0, firstIssuedAt: null, lastIssuedAt: null };
    expect((await shop.admin.get(path)).body).toEqual({ quantity: 100, ...none });
    for (let user = 1; user <= 3; user++) await claim(shop.buyer(user), couponId);
    const [used, expired] = await shop.database.query<{ id: number }>(
      'SELECT user_coupon_id AS id FROM user_coupons WHERE coupon_id = ? ORDER BY user_coupon_id',
      [couponId],
    );
    await shop.database.execute('UPDATE user_coupons SET used = 1, order_id = 77 WHERE user_coupon_id = ?', [used?.id]);
    await shop.database.execute(
      `INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, coupon_id, state, live, discount)
       VALUES (77, ?, 1, ?, 'CONSUMED', 1, 900), (78, ?, 1, ?, 'RELEASED', NULL, 900)`,
      [used?.id, couponId, used?.id, couponId],
    );
    await shop.database.execute('UPDATE user_coupons SET expires_at = NOW(3) WHERE user_coupon_id = ?', [expired?.id]);
    const { body } = await shop.admin.get(path);
    expect(body).toMatchObject({ quantity: 100, issued: 3, used: 1, expired: 1, discountGiven: 900 });
    expect(body.firstIssuedAt <= body.lastIssuedAt).toBe(true);
  });
});
