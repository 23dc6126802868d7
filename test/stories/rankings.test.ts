import { DatabaseClock } from '#platform/database/database-clock';
import { SalesFigures } from '#order';
import { RankingCache } from '../../src/modules/ranking/ranking-cache';
import { openShop, type Shop } from '../support/shop';
import { untilDecided } from '../support/integrity';
import { until } from '../support/until';

interface Ranking {
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly asOf: string;
  readonly items: readonly { readonly rank: number; readonly productId: number; readonly soldCount: number }[];
}

const PRODUCTS = '/api/rankings/products';
const BEST_SELLERS = '/api/rankings/best-sellers';
/** A Wednesday, at noon in Seoul. */
const NOON = Date.parse('2031-05-07T03:00:00.000Z');

describe('rankings of products', () => {
  let shop: Shop;
  let products: readonly number[];

  beforeAll(async () => {
    shop = await openShop();
    products = [await shop.stocked(100), await shop.stocked(100), await shop.stocked(100), await shop.stocked(100)];
  });
  beforeEach(async () => {
    await shop.database.execute('DELETE FROM sales_by_day');
    Object.assign(shop.app.get(RankingCache), fresh());
    jest.spyOn(shop.app.get(DatabaseClock), 'now').mockReturnValue(new Date(NOON));
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => shop.close());

  /** The caches of a new instance. */
  const fresh = (): object =>
    new RankingCache(shop.app.get(SalesFigures, { strict: false }), shop.app.get(DatabaseClock));
  const ranking = async (path: string): Promise<Ranking> => (await shop.anonymous.get(path)).body as Ranking;
  const soldOn = (day: string, ...units: readonly number[]): Promise<unknown> =>
    shop.database.execute('INSERT INTO sales_by_day (sold_on, product_id, shard, units, orders, revenue) VALUES ?', [
      [[day, 0, 5, 1_000, 1, 1], ...units.map((count, index) => [day, products[index], 0, count, 1, 1])],
    ]);
  /** Places of products by their numbers in `products`, with their units. */
  const places = ({ items }: Ranking): unknown =>
    items.map(({ productId, soldCount }) => [products.indexOf(productId), soldCount]);

  it('list the products of a day with their names and prices, most units first', async () => {
    await soldOn('2031-05-07', 1, 3, 2);
    expect(await ranking(PRODUCTS)).toEqual({
      period: 'day',
      from: '2031-05-07',
      to: '2031-05-07',
      asOf: '2031-05-07T03:00:00.000Z',
      items: [1, 2, 0].map((index, place) => ({
        rank: place + 1,
        productId: products[index],
        productName: '램프',
        productPrice: 10_000,
        productImageUrl: expect.stringContaining('https://') as string,
        soldCount: [1, 3, 2][index],
      })),
    });
  });

  it('list the newer of two products first that sold as much, in a day and in several', async () => {
    await soldOn('2031-05-07', 2, 2, 3, 2);
    await soldOn('2031-05-06', 1, 1, 0, 1);
    expect(places(await ranking(PRODUCTS))).toEqual([
      [2, 3],
      [3, 2],
      [1, 2],
      [0, 2],
    ]);
    expect(places(await ranking(BEST_SELLERS))).toEqual([
      [3, 3],
      [2, 3],
      [1, 3],
      [0, 3],
    ]);
  });

  it('leave out products that sold nothing', async () => {
    await soldOn('2031-05-07', 0, 1);
    await soldOn('2031-05-06', 0, 1);
    expect(places(await ranking(PRODUCTS))).toEqual([[1, 1]]);
    expect(places(await ranking(BEST_SELLERS))).toEqual([[1, 2]]);
  });

  it.each([
    ['day', '2031-05-05', '2031-05-05'],
    ['week', '2031-05-05', '2031-05-11'],
    ['month', '2031-05-01', '2031-05-31'],
  ])('add up the days of a %s, its first and its last one included', async (period, first, last) => {
    const days = first === last ? [first] : [first, last];
    for (const day of days) await soldOn(day, 1);
    for (const [day, offset] of [
      [first, -1],
      [last, 1],
    ] as const)
      await soldOn(dayAfter(day, offset), 0, 9);
    const answer = await ranking(`${PRODUCTS}?period=${period}&date=2031-05-05`);
    expect([answer.from, answer.to]).toEqual([first, last]);
    expect(places(answer)).toEqual([[0, days.length]]);
  });

  it('count back from today for best sellers, three days and five products unless the request says otherwise', async () => {
    for (const day of [4, 5, 6, 7]) await soldOn(`2031-05-0${day}`, 1);
    const { period, from, to, items } = await ranking(BEST_SELLERS);
    expect([period, from, to, items[0]?.soldCount]).toEqual(['days', '2031-05-05', '2031-05-07', 3]);
    expect((await ranking(`${BEST_SELLERS}?days=1`)).items[0]?.soldCount).toBe(1);
    expect((await ranking(`${BEST_SELLERS}?days=30`)).items[0]?.soldCount).toBe(4);
  });

  it('have as many places as the request says, which deleted products do not take', async () => {
    await soldOn('2031-05-07', 4, 3, 2, 1);
    jest.restoreAllMocks();
    const gone = await shop.stocked(1);
    await shop.admin.delete(`/api/products/${gone}`);
    jest.spyOn(shop.app.get(DatabaseClock), 'now').mockReturnValue(new Date(NOON));
    await shop.database.execute(`INSERT INTO sales_by_day VALUES ('2031-05-07', ?, 0, 99, 1, 1)`, [gone]);
    expect(places(await ranking(`${PRODUCTS}?limit=2`))).toEqual([
      [0, 4],
      [1, 3],
    ]);
    expect(places(await ranking(`${BEST_SELLERS}?limit=1`))).toEqual([[0, 4]]);
  });

  it('are empty for a day on which nothing was sold', async () => {
    expect((await ranking(`${PRODUCTS}?date=2099-12-31&period=month`)).items).toEqual([]);
  });

  it.each([
    ['date=2031-02-29', 'date', 'NOT_A_DATE'],
    ['date=2031-5-1', 'date', 'NOT_A_DATE'],
    ['date=2031-05-01T00:00:00Z', 'date', 'NOT_A_DATE'],
    ['date=0000-01-01', 'date', 'NOT_A_DATE'],
    ['date=', 'date', 'REQUIRED'],
    ['date=2031-05-01&date=2031-05-02', 'date', 'GIVEN_TWICE'],
    ['period=year', 'period', 'NOT_A_CHOICE'],
    ['limit=0', 'limit', 'TOO_SMALL'],
    ['limit=101', 'limit', 'TOO_LARGE'],
    ['limit=1e1', 'limit', 'NOT_AN_INTEGER'],
  ])('refuse ?%s', async (query, field, rule) => {
    const { status, body } = await shop.anonymous.get(`${PRODUCTS}?${query}`);
    expect([status, body]).toMatchObject([400, { code: 'VALIDATION_FAILED', errors: [{ field, rule }] }]);
  });

  it.each([
    ['days=0', 'TOO_SMALL'],
    ['days=31', 'TOO_LARGE'],
  ])('refuse best sellers of ?%s', async (query, rule) => {
    const { status, body } = await shop.anonymous.get(`${BEST_SELLERS}?${query}`);
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'days', rule }] }]);
  });

  it('show a sale within a second, and no longer once it is cancelled', async () => {
    jest.restoreAllMocks();
    const [lamp = 0] = products;
    const isListed = async (): Promise<boolean> =>
      [await ranking(PRODUCTS), await ranking(BEST_SELLERS)].every(({ items }) => items[0]?.productId === lamp);
    expect(await isListed()).toBe(false);
    const { body } = await shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 2 });
    await untilDecided(shop);
    const soldAt = performance.now();
    await until(isListed);
    expect(performance.now() - soldAt).toBeLessThan(1_500);
    await shop.buyer(1).put(`/api/orders/${(body as { orderId: number }).orderId}`);
    await until(async () => (await ranking(PRODUCTS)).items.length + (await ranking(BEST_SELLERS)).items.length === 0);
  });

  it('read each list once for all who request it at once', async () => {
    const read = jest.spyOn(shop.app.get(SalesFigures, { strict: false }), 'mostSold');
    await Promise.all(Array.from({ length: 50 }, (_, index) => ranking(`${PRODUCTS}?limit=${index + 1}`)));
    await Promise.all(Array.from({ length: 50 }, () => ranking(`${PRODUCTS}?period=week`)));
    expect(read.mock.calls).toEqual([
      ['2031-05-07', '2031-05-07', 200],
      ['2031-05-05', '2031-05-11', 200],
    ]);
  });

  it('read a sum that takes long less often, and one sum at a time', async () => {
    let reading = 0;
    const read = jest.spyOn(shop.app.get(SalesFigures, { strict: false }), 'mostSold').mockImplementation(async () => {
      expect(++reading).toBe(1);
      await new Promise((done) => setTimeout(done, 100));
      reading--;
      return [];
    });
    const requests = () => Promise.all(['week', 'month'].map((period) => ranking(`${PRODUCTS}?period=${period}`)));
    await requests();
    const { now } = performance;
    jest.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 1_500);
    await requests();
    expect(read).toHaveBeenCalledTimes(2);
    jest.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 61_000);
    await requests();
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('need a login where the catalogue is for members', async () => {
    const members = await openShop({ beside: shop, variables: { CATALOGUE: 'members' } });
    expect((await members.anonymous.get(PRODUCTS)).status).toBe(401);
    expect((await members.anonymous.get(BEST_SELLERS)).status).toBe(401);
    await members.close();
  });
});

function dayAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}
