import { DataSource } from 'typeorm';
import { UserCouponQueries } from '../../src/modules/coupon/persistence/user-coupon.queries';
import { CartVersions } from '../../src/modules/cart/persistence/cart-versions';
import { LatestWishes } from '../../src/modules/cart/persistence/latest-wishes';
import { WishRepository } from '../../src/modules/cart/persistence/wish.repository';
import { LatestOrders } from '../../src/modules/order/persistence/latest-orders';
import { OrderQueries } from '../../src/modules/order/persistence/order.queries';
import { expectIndexes } from '../support/explain';
import { interceptConnections } from '../support/intercepted-connections';
import { openShop, type Shop } from '../support/shop';

const START = 1e12;

describe('what a user has done is read at once, on every instance:', () => {
  let shop: Shop;
  let user = 0;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(() => {
    user += 1_000;
  });
  afterAll(() => shop.close());

  describe('the latest orders', () => {
    /** What one instance reads. */
    const reading = (): LatestOrders => new LatestOrders(shop.database, new OrderQueries(shop.database));
    /** @param second of the order; several orders may have the same */
    const insert = async (orders: readonly { id: number; second: number; userId?: number }[]): Promise<void> => {
      await shop.database.execute(
        'INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at) VALUES ?',
        [
          orders.map(({ id, second, userId = user }) => [
            user * 1_000 + id,
            userId,
            'ORDER_BEFORE',
            1,
            100,
            new Date(START + second * 1_000),
          ]),
        ],
      );
      await shop.database.execute(
        `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price) VALUES ?`,
        [orders.flatMap(({ id }) => [0, 1].map((line) => [user * 1_000 + id, line, id, `램프 ${line}`, 1, 100, 100]))],
      );
    };
    const shown = async (latest: LatestOrders, limit = 3, userId = user): Promise<number[]> =>
      (await latest.of(userId, limit)).map(({ orderId }) => orderId - user * 1_000);

    it('are those of a list, however many are added between two readings', async () => {
      const latest = reading();
      const queries = new OrderQueries(shop.database);
      expect(await shown(latest)).toEqual([]);
      let id = 0;
      // The second order is as old as the first, and the fifth is older than the fourth, as clocks of instances differ.
      for (const seconds of [[1], [1, 2], [9, 8, 8], [8], [20, 21, 22, 23]]) {
        await insert(seconds.map((second) => ({ id: ++id, second })));
        const all = await queries.list(user, {}, undefined, 3);
        expect(await latest.of(user, 3)).toEqual(all);
        expect(await latest.of(user, 3)).toEqual(all);
      }
    });

    it('have the status that another transaction has just committed', async () => {
      const latest = reading();
      await insert([{ id: 1, second: 1 }]);
      await latest.of(user, 3);
      await shop.database.execute(`UPDATE orders SET status = 'ORDER_SUCCESS' WHERE user_id = ?`, [user]);
      expect(await latest.of(user, 3)).toMatchObject([{ status: 'ORDER_SUCCESS', lines: [{}, {}] }]);
    });

    it('are as many as each caller asks for', async () => {
      const latest = reading();
      await insert([1, 2, 3, 4].map((id) => ({ id, second: id })));
      const both = () => Promise.all([shown(latest, 1), shown(latest, 3)]);
      for (let time = 0; time < 2; time++) expect(await both()).toEqual([[4], [4, 3, 2]]);
      expect(await shown(latest, 1)).toEqual([4]);
      expect(await shown(latest, 4)).toEqual([4, 3, 2, 1]);
    });

    it('of many users who ask at the same time are their own, in one statement, by the index', async () => {
      const latest = reading();
      const users = Array.from({ length: 40 }, (_, index) => user + index);
      await insert(users.flatMap((userId, index) => [1, 2].map((n) => ({ id: index * 2 + n, second: n, userId }))));
      const all = () => Promise.all(users.map((userId) => shown(latest, 1, userId)));
      const own = users.map((_, index) => [index * 2 + 2]);
      expect(await all()).toEqual(own);
      await insert([{ id: 900, second: 9 }]);
      own[0] = [900];
      let statements = 0;
      const restore = interceptConnections(shop.app.get(DataSource), {
        query: (query) => (sql, parameters, answered) => {
          if (sql.includes('FROM orders')) statements++;
          query(sql, parameters, answered);
        },
      });
      expect(await all()).toEqual(own);
      restore();
      expect(statements).toBe(1);
      const rows = Array.from({ length: 4_000 }, (_, index) => ({ id: 1_000 + index, second: index, userId: 7 }));
      await insert(rows);
      await shop.database.query('ANALYZE TABLE orders, order_items');
      for (const work of [() => latest.of(7, 5), () => latest.of(7, 5), all])
        await expectIndexes(shop.app.get(DataSource), ['orders', 'order_items'], work);
    });
  });

  it('the latest wishes', async () => {
    const wishes = new WishRepository(shop.database);
    const latest = new LatestWishes(new CartVersions(shop.database), new WishRepository(shop.database));
    const shown = async (): Promise<number[]> => (await latest.of(user, 2)).map(({ productId }) => productId);
    expect(await shown()).toEqual([]);
    for (const productId of [1, 2, 3]) {
      await wishes.add(user, productId);
      await shop.database.execute('UPDATE wishes SET created_at = ? WHERE user_id = ? AND product_id = ?', [
        new Date(START + productId * 1_000),
        user,
        productId,
      ]);
      expect((await shown())[0]).toBe(productId);
    }
    expect(await latest.of(user, 2)).toBe(await latest.of(user, 2));
    await wishes.remove(user, [3]);
    expect(await shown()).toEqual([2, 1]);
    expect((await latest.of(user, 1)).map(({ productId }) => productId)).toEqual([2]);
  });

  it('the number of usable coupons, of each user', async () => {
    const queries = shop.app.get(UserCouponQueries, { strict: false });
    const hour = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
    const definition = (revoked: Date | null) => ['쿠폰', 'AMOUNT', 1, 100, hour(-1), hour(1), 1, revoked];
    const { insertId } = await shop.database.execute(
      `INSERT INTO coupons (name, discount_type, discount_value, quantity, issue_start_at, issue_end_at, valid_days, revoked_at)
       VALUES ?`,
      [[definition(null), definition(hour(-1)), definition(null)]],
    );
    const owned = (id: number, userId: number, definitionNumber: number, used = 0, end = hour(1)) => [
      user * 1_000 + id,
      insertId + definitionNumber,
      userId,
      hour(-1),
      end,
      used,
      used ? user * 1_000 + id : null,
    ];
    await shop.database.execute(
      'INSERT INTO user_coupons (user_coupon_id, coupon_id, user_id, issued_at, expires_at, used, order_id) VALUES ?',
      [
        [
          owned(1, user, 0),
          owned(2, user, 1),
          owned(3, user, 2),
          owned(4, user + 1, 1),
          owned(5, user + 2, 0, 1),
          owned(6, user + 3, 0, 0, hour(-0.5)),
          owned(7, user + 4, 2),
        ],
      ],
    );
    const counts = await Promise.all([0, 1, 2, 3, 4, 5, 0].map((number) => queries.countOf(user + number)));
    expect(counts).toEqual([2, 0, 0, 0, 1, 0, 2]);
  });
});
