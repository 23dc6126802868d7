import type { Database } from '#platform/database/database';
import { CouponClient, type CouponRequest } from '#coupon';
import { ClaimRepository } from '../../src/modules/coupon/persistence/claim.repository';
import { integrityViolations } from '../support/integrity';
import { openPlatform, type TestPlatform } from '../support/platform';

const DAY_MS = 86_400_000;
const USER = 7;
const NOW = new Date();
const daysFromNow = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);

describe('coupons on orders', () => {
  let platform: TestPlatform;
  let database: Database;
  let coupons: CouponClient;
  let lastId = 0;

  beforeAll(async () => {
    platform = await openPlatform({ providers: [{ provide: CouponClient, useClass: ClaimRepository }] });
    database = platform.database;
    coupons = platform.module.get(CouponClient);
  });
  afterEach(async () => expect(await integrityViolations(database, 'coupon')).toEqual([]));
  afterAll(() => platform.close());

  /** A coupon of USER that takes off 10 percent of 1,000 or more. @returns its id */
  const ownedCoupon = async (changes: { revokedAt?: Date; expiresAt?: Date } = {}): Promise<number> => {
    const id = ++lastId;
    await database.execute(
      `INSERT INTO coupons (coupon_id, name, discount_type, discount_value, min_order_price, quantity, issued,
         issue_start_at, issue_end_at, valid_days, revoked_at) VALUES (?)`,
      [[id, 'coupon', 'RATE', 10, 1_000, 1, 1, daysFromNow(-9), daysFromNow(9), 1, changes.revokedAt ?? null]],
    );
    await database.execute(
      'INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at) VALUES (?)',
      [[id, id, USER, daysFromNow(-8), changes.expiresAt ?? daysFromNow(5)]],
    );
    return id;
  };
  const request = (orderId: number, userCouponId: number, changes: Partial<CouponRequest> = {}): CouponRequest => ({
    ...{ orderId, userCouponId, userId: USER, orderPrice: 5_000, instant: NOW },
    ...changes,
  });
  const reserve = async (...requests: CouponRequest[]): Promise<string[]> =>
    (await coupons.reserve(requests)).map((decision) =>
      decision.outcome === 'HELD' ? `HELD ${decision.discount}` : decision.outcome,
    );
  const claimOf = async (orderId: number): Promise<string> => {
    const [row] = await database.query<{ state: string }>('SELECT state FROM coupon_claims WHERE order_id = ?', [
      orderId,
    ]);
    return row?.state ?? 'none';
  };
  const orderOf = async (userCouponId: number): Promise<unknown> => {
    const sql = 'SELECT used, order_id FROM user_coupons WHERE user_coupon_id = ?';
    const [row] = await database.query<{ used: number; order_id: number | null }>(sql, [userCouponId]);
    return row?.used === 1 ? row.order_id : row?.order_id === null ? 'free' : row;
  };
  const codeOf = (quote: Promise<unknown>): Promise<unknown> =>
    quote.then(
      (discount) => discount,
      (error: { code: string }) => error.code,
    );

  it('are held, used and given back with their order, each step as often as it is asked for', async () => {
    const id = await ownedCoupon();
    for (let time = 0; time < 2; time++) expect(await reserve(request(1, id))).toEqual(['HELD 500']);
    expect([await claimOf(1), await orderOf(id)]).toEqual(['HELD', 1]);
    for (let time = 0; time < 2; time++) await coupons.consume([1]);
    expect([await claimOf(1), await orderOf(id), ...(await reserve(request(1, id)))]).toEqual([
      'CONSUMED',
      1,
      'HELD 500',
    ]);
    for (let time = 0; time < 2; time++) await coupons.release([request(1, id)]);
    expect([await claimOf(1), await orderOf(id)]).toEqual(['RELEASED', 'free']);
    await coupons.consume([1]);
    expect([await claimOf(1), ...(await reserve(request(1, id)))]).toEqual(['RELEASED', 'REFUSED']);
  });

  it('go to one of many orders that want one at once, on any instance', async () => {
    const id = await ownedCoupon();
    const others = Array.from({ length: 4 }, () => new ClaimRepository(database));
    const decided = await Promise.all(others.map((instance, index) => instance.reserve([request(10 + index, id)])));
    expect(
      decided
        .flat()
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['HELD', 'REFUSED', 'REFUSED', 'REFUSED']);
    const again = await ownedCoupon();
    expect(await reserve(request(20, again), request(21, again), request(20, again))).toEqual([
      'HELD 500',
      'REFUSED',
      'HELD 500',
    ]);
  });

  it('can be used by the next order once they are given back, and an old release does not free them', async () => {
    const id = await ownedCoupon();
    await reserve(request(30, id));
    await coupons.release([request(30, id)]);
    expect(await reserve(request(31, id))).toEqual(['HELD 500']);
    await coupons.release([request(30, id)]);
    expect([await claimOf(31), await orderOf(id)]).toEqual(['HELD', 31]);
  });

  it('are refused for good to an order that was released before it asked', async () => {
    const id = await ownedCoupon();
    await coupons.release([request(40, id), request(40, id)]);
    expect([await claimOf(40), ...(await reserve(request(40, id)))]).toEqual(['REFUSED', 'REFUSED']);
    expect(await reserve(request(41, id))).toEqual(['HELD 500']);
  });

  it('are judged at the instant of the order, however late the decision is', async () => {
    const expired = await ownedCoupon({ expiresAt: daysFromNow(-1) });
    const revoked = await ownedCoupon({ revokedAt: daysFromNow(-1) });
    expect(await codeOf(coupons.quote(request(50, expired)))).toBe('COUPON_EXPIRED');
    expect(await codeOf(coupons.quote(request(50, revoked)))).toBe('COUPON_REVOKED');
    expect(await reserve(request(50, expired), request(51, revoked))).toEqual(['REFUSED', 'REFUSED']);
    const instant = daysFromNow(-2);
    expect(await reserve(request(52, expired, { instant }), request(53, revoked, { instant }))).toEqual([
      'HELD 500',
      'HELD 500',
    ]);
  });

  it('are refused to other users, below their minimum, while they are used, and if they do not exist', async () => {
    const [id, used] = [await ownedCoupon(), await ownedCoupon()];
    await reserve(request(60, used));
    const refused = [
      request(61, id, { userId: USER + 1 }),
      request(62, id, { orderPrice: 999 }),
      request(63, used),
      request(64, 999_999),
    ];
    const codes = [];
    for (const quote of [...refused, request(65, id)]) codes.push(await codeOf(coupons.quote(quote)));
    expect(codes).toEqual(['COUPON_NOT_OWNED', 'COUPON_BELOW_MINIMUM', 'COUPON_ALREADY_USED', 'COUPON_NOT_OWNED', 500]);
    expect(await reserve(...refused)).toEqual(['REFUSED', 'REFUSED', 'REFUSED', 'REFUSED']);
    expect(await orderOf(id)).toBe('free');
  });

  it('survive orders that reserve and release the same ones in any order at once, without a deadlock', async () => {
    const ids = [await ownedCoupon(), await ownedCoupon(), await ownedCoupon()];
    const before = database.reruns;
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const requests = ids.map((id, position) => request(1_000 + index * 3 + position, id));
        if (index % 2 === 0) requests.reverse();
        await coupons.reserve(requests);
        await coupons.consume(requests.map(({ orderId }) => orderId));
        await coupons.release(requests.reverse());
      }),
    );
    expect([database.reruns - before, ...(await Promise.all(ids.map(orderOf)))]).toEqual([0, 'free', 'free', 'free']);
  });

  it('are refused by the tables a second order, an order without use, and a second live claim', async () => {
    const [id, other] = [await ownedCoupon(), await ownedCoupon()];
    await reserve(request(70, id));
    const use = 'UPDATE user_coupons SET used = ?, order_id = ? WHERE user_coupon_id = ?';
    await expect(database.execute(use, [1, 70, other])).rejects.toThrow(/uq_user_coupons_order/);
    await expect(database.execute(use, [0, 71, other])).rejects.toThrow(/ck_user_coupons_used/);
    const claim = `INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, state, live, discount) VALUES (?)`;
    await expect(database.execute(claim, [[72, id, USER, 'HELD', 1, 0]])).rejects.toThrow(/uq_coupon_claims_live/);
    await expect(database.execute(claim, [[73, id, USER, 'RELEASED', 1, 0]])).rejects.toThrow(/ck_coupon_claims_live/);
  });
});
