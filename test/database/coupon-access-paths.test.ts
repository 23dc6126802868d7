import { DataSource } from 'typeorm';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { CouponClient, UsableCoupons } from '#coupon';
import { CouponQueries } from '../../src/modules/coupon/persistence/coupon.queries';
import { IssueRepository } from '../../src/modules/coupon/persistence/issue.repository';
import { UserCouponQueries } from '../../src/modules/coupon/persistence/user-coupon.queries';
import { expectIndexes, REQUESTER, scanOn } from '../support/explain';
import { openShop, type Shop } from '../support/shop';

const COUPONS = 4_000;
/** Owned by one user; each of another definition. */
const OWNED = 3_000;
const USER = 7;
const HOUR_MS = 3_600_000;
const TABLES = ['coupons', 'user_coupons', 'coupon_claims'];

describe('every statement about coupons finds its rows by an index', () => {
  let shop: Shop;
  const now = Date.now();
  const at = (hours: number): Date => new Date(now + hours * HOUR_MS);

  beforeAll(async () => {
    shop = await openShop();
    const { database } = shop;
    const rows = <Row>(count: number, row: (n: number) => Row): Row[] =>
      Array.from({ length: count }, (_, index) => row(index + 1));
    // Most have ended, a few run, a few begin later, a few are revoked.
    const endOf = (n: number): Date => at(n % 200 === 0 ? 9 : n % 200 === 1 ? 99 : -n);
    const startOf = (n: number): Date => at(n % 200 === 1 ? 9 : -n - 9);
    await database.execute(
      `INSERT INTO coupons (coupon_id, name, discount_type, discount_value, quantity, issued, issue_start_at,
         issue_end_at, valid_days, revoked_at) VALUES ?`,
      [rows(COUPONS, (n) => [n, 'c', 'AMOUNT', 1, 9, 2, startOf(n), endOf(n), 1, n % 500 === 2 ? at(-1) : null])],
    );
    await database.execute(
      `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at, used, order_id) VALUES ?`,
      [rows(OWNED, (n) => [n, n, USER, at(-n), at(n % 3 === 0 ? -n : n), n % 3 === 1 ? 1 : 0, n % 3 === 1 ? n : null])],
    );
    await database.execute(
      `INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at) VALUES ?`,
      [rows(COUPONS, (n) => [10_000 + n, n, 100 + n, at(-n), at(9)])],
    );
    await database.execute(
      `INSERT INTO coupon_claims (order_id, user_coupon_id, user_id, coupon_id, state, live, discount) VALUES ?`,
      [rows(OWNED, (n) => [n, n, USER, n, n % 3 === 1 ? 'CONSUMED' : 'RELEASED', n % 3 === 1 ? 1 : null, 1])],
    );
    await database.execute(`UPDATE id_blocks SET next_id = 100000 WHERE name = 'user_coupons'`);
    await database.query(`ANALYZE TABLE ${TABLES.join(', ')}`);
    scanOn(database, shop.app.get(ScanningReads));
  });
  afterAll(() => shop.close());

  const get = <T>(type: abstract new (...parameters: never[]) => T): T => shop.app.get<T>(type, { strict: false });
  const after = { used: 0, expiresAt: at(1_000), userCouponId: 1_000 };
  const request = { orderId: 9_000, userCouponId: 10_001, userId: 101, orderPrice: 9, instant: at(0) };

  it.each<[string, () => Promise<unknown>]>([
    ['one definition', () => get(CouponQueries).get(1)],
    ['the newest definitions', () => get(CouponQueries).list(undefined, undefined, 21)],
    ['definitions that begin later', () => get(CouponQueries).list('upcoming', undefined, 21)],
    ['definitions that run', () => get(CouponQueries).list('active', undefined, 21)],
    ['definitions that have ended, the next page', () => get(CouponQueries).list('ended', 3_000, 21)],
    ['the statistics of a definition', () => get(CouponQueries).statistics(1, REQUESTER)],
    ['an owned coupon', () => get(UserCouponQueries).get(1, USER)],
    ['whether a user has a coupon', () => get(UserCouponQueries).idOf(1, USER)],
    ['the usable coupons of a user', () => get(UserCouponQueries).list(USER, 'usable', undefined, 21)],
    ['the usable coupons of a user, the next page', () => get(UserCouponQueries).list(USER, 'usable', after, 21)],
    ['the used coupons of a user', () => get(UserCouponQueries).list(USER, 'used', undefined, 21)],
    ['the expired coupons of a user, the next page', () => get(UserCouponQueries).list(USER, 'expired', after, 21)],
    ['all coupons of a user, the next page', () => get(UserCouponQueries).list(USER, undefined, after, 21)],
    ['how many coupons a user can use', () => get(UsableCoupons).countOf(USER)],
    ['issuing a coupon', () => get(IssueRepository).issue({ couponId: 200, userId: 5, instant: at(0) })],
    ['reserving a coupon', () => get(CouponClient).reserve([request])],
    ['consuming a coupon', () => get(CouponClient).consume([9_000])],
    ['releasing a coupon', () => get(CouponClient).release([request])],
  ])('%s', async (_, work) => {
    const accesses = await expectIndexes(shop.app.get(DataSource), TABLES, work);
    expect(accesses.length).toBeGreaterThan(0);
  });

  it('counts the statistics of a definition without reading its rows', async () => {
    const statistics = () => get(CouponQueries).statistics(1, REQUESTER);
    const accesses = await expectIndexes(shop.app.get(DataSource), ['user_coupons', 'coupon_claims'], statistics);
    expect(accesses.map(({ extra }) => extra.includes('Using index'))).toEqual([true, true]);
  });

  it('reads a page of owned coupons in the order of the index, without sorting them', async () => {
    const page = () => get(UserCouponQueries).list(USER, 'usable', undefined, 21);
    const accesses = await expectIndexes(shop.app.get(DataSource), TABLES, page);
    const owned = accesses.find(({ table }) => table === 'user_coupons');
    expect([owned?.key, owned?.extra.includes('filesort')]).toEqual(['ix_user_coupons_listed', false]);
  });
});
