import { DataSource } from 'typeorm';
import { CommitUnknown } from '#platform/database/errors';
import { adding, merging } from '../../src/modules/cart/domain/cart';
import { CartQueries } from '../../src/modules/cart/persistence/cart.queries';
import { CartVersions } from '../../src/modules/cart/persistence/cart-versions';
import { CartRepository } from '../../src/modules/cart/persistence/cart.repository';
import { WishRepository } from '../../src/modules/cart/persistence/wish.repository';
import { expectIndexes } from '../support/explain';
import { PausableDatabase } from '../support/pausable-database';
import { interceptConnections } from '../support/intercepted-connections';
import { openShop, type Shop } from '../support/shop';

const line = (productId: number, quantity = 1) => ({ productId, quantity, priceSeen: 100 });
const nothing = () => Promise.resolve();

describe('the table of carts', () => {
  let shop: Shop;
  let user = 0;
  let carts: CartRepository;
  let queries: CartQueries;
  let paused: PausableDatabase;
  /** What one instance reads. */
  const readingCarts = () => new CartQueries(shop.database, new CartVersions(shop.database));
  beforeAll(async () => {
    shop = await openShop();
    paused = new PausableDatabase(shop.app.get(DataSource));
    carts = new CartRepository(shop.database);
    queries = readingCarts();
  });
  beforeEach(() => {
    user++;
  });
  afterAll(() => shop.close());

  const lines = async (): Promise<[number, number][]> =>
    (await readingCarts().find(user)).lines.map(({ productId, quantity }) => [productId, quantity]);

  it('gets one more line of eight that fill it at the same time', async () => {
    const all = Array.from({ length: 99 }, (_, index) => line(index + 1));
    await carts.change(user, merging(all));
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => carts.change(user, adding(line(200 + index)))),
    );
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as { code: string }] : [],
    );
    expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 7 }, () => 'CART_FULL'));
    expect(await lines()).toHaveLength(100);
  });

  it('adds to a line that is taken out at the same time after that, not to what was there', async () => {
    await carts.change(user, adding(line(1, 5)));
    const held = paused.pauseBefore('DELETE FROM cart_items');
    const removal = new CartRepository(paused).remove(user, [1]);
    await held.reached;
    const addition = carts.change(user, adding(line(1, 2)));
    await paused.endedOrBlocked(addition, 'INSERT INTO carts');
    held.release();
    await Promise.all([removal, addition]);
    expect(await lines()).toEqual([[1, 2]]);
  });

  it('has the same quantities when a merge whose answer was lost is sent again', async () => {
    await carts.change(user, adding(line(1, 3)));
    const visitor = merging([line(1, 2), line(2, 5)]);
    let cut = false;
    const restore = interceptConnections(shop.app.get(DataSource), {
      query: (query, connection) => (sql, parameters, answered) => {
        if (cut || !sql.includes('COMMIT')) return query(sql, parameters, answered);
        cut = true;
        query(sql, parameters, () => {
          connection.destroy();
          answered(Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' }), undefined);
        });
      },
    });
    await expect(carts.change(user, visitor)).rejects.toBeInstanceOf(CommitUnknown);
    restore();
    expect(cut).toBe(true);
    await carts.change(user, visitor);
    expect(await lines()).toEqual([
      [1, 3],
      [2, 5],
    ]);
  });

  it('clears lines in the version that was ordered, of several carts, and nothing else', async () => {
    const other = user + 5_000;
    for (const owner of [user, other])
      for (const productId of [1, 2]) await carts.change(owner, adding(line(productId)));
    await carts.change(user, adding(line(2)));
    const ordered = [user, other].flatMap((userId) =>
      [1, 2].map((version) => ({ userId, productId: version, version })),
    );
    for (let delivery = 0; delivery < 2; delivery++) {
      await carts.clear(ordered, nothing);
      expect(await lines()).toEqual([[2, 2]]);
      expect((await queries.find(other)).lines).toEqual([]);
    }
  });

  it('clears nothing when its publication cannot be marked as done', async () => {
    await carts.change(user, adding(line(1)));
    const ordered = [{ userId: user, productId: 1, version: 1 }];
    await expect(carts.clear(ordered, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    expect(await lines()).toEqual([[1, 1]]);
  });

  it('is read as it is committed, also when it was read before and changed by another instance', async () => {
    const elsewhere = readingCarts();
    expect(await elsewhere.find(user)).toEqual({ version: 0, lines: [] });
    await carts.change(user, adding(line(1, 2)));
    const before = await elsewhere.find(user);
    expect(before).toMatchObject({ version: 1, lines: [{ productId: 1, quantity: 2, version: 1 }] });
    expect(await elsewhere.find(user)).toBe(before);
    await carts.change(user, adding(line(1, 1)));
    expect(await elsewhere.find(user)).toMatchObject({ version: 2, lines: [{ quantity: 3, version: 2 }] });
    await carts.clear([{ userId: user, productId: 1, version: 2 }], nothing);
    expect((await elsewhere.find(user)).lines).toEqual([]);
    await carts.change(user, adding(line(2)));
    await elsewhere.find(user);
    await carts.remove(user, undefined);
    expect((await elsewhere.find(user)).lines).toEqual([]);
  });

  it.each([0, 1_001])('refuses %d units of a line', async (units) => {
    await expect(carts.change(user, () => [line(1, units)])).rejects.toThrow(/ck_cart_items_quantity/);
  });

  it('finds its rows by an index', async () => {
    const rows = Array.from({ length: 4_000 }, (_, index) => [100_000 + (index % 200), index + 1]);
    await shop.database.execute('INSERT INTO carts (user_id) VALUES ?', [rows.slice(0, 200).map(([id]) => [id])]);
    await shop.database.execute(
      'INSERT INTO cart_items (user_id, product_id, quantity, price_seen, version) VALUES ?',
      [rows.map((row) => [...row, 1, 1, 1])],
    );
    await shop.database.execute('INSERT INTO wishes (user_id, product_id) VALUES ?', [rows]);
    await shop.database.query('ANALYZE TABLE carts, cart_items, wishes');
    const database = shop.database;
    const [wishes, reads] = [new WishRepository(database), readingCarts()];
    const many = rows.slice(0, 50).map(([userId, productId]) => ({ userId, productId, version: 9 })) as never;
    for (const work of [
      () => reads.find(100_007),
      () => reads.find(100_007),
      () => carts.change(100_007, adding(line(8))),
      () => carts.remove(100_007, [8]),
      () => carts.remove(100_007, undefined),
      () => carts.clear(many, nothing),
      () => wishes.add(100_007, 9),
      () => wishes.remove(100_007, [9]),
      () => wishes.list(100_007, undefined, 20),
      () => wishes.list(100_007, { productId: 9, createdAt: new Date() }, 20),
    ])
      await expectIndexes(shop.app.get(DataSource), ['carts', 'cart_items', 'wishes'], work);
  });
});
