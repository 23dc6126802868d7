import { Config } from '#platform/config/config';
import { SalesFigures } from '#order';
import { SalesByDay } from '../../src/modules/order/persistence/sales-by-day';
import { SalesRecount } from '../../src/modules/order/persistence/sales-recount';
import { command } from '../support/command-line';
import { integrityViolations, untilDecided } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

type Hook = () => Promise<unknown>;
const nothing: Hook = () => Promise.resolve();

describe('a recount of the sales of a day', () => {
  let shop: Shop;
  let lamp: number;
  let sofa: number;
  let today: string;

  beforeAll(async () => {
    shop = await openShop();
    today = shop.app.get(SalesFigures, { strict: false }).today();
  });
  beforeEach(async () => {
    [lamp, sofa] = [await shop.stocked(1_000, 5_000), await shop.stocked(1_000, 70_000)];
  });
  afterEach(async () => {
    await untilDecided(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const { execute, query } = {
    execute: (sql: string, parameters: readonly unknown[] = []) => shop.database.execute(sql, parameters),
    query: <Row>(sql: string, parameters: readonly unknown[] = []) => shop.database.query<Row>(sql, parameters),
  };
  const placed = async (productId: number, quantity = 1): Promise<number> => {
    const { body } = await shop.buyer(1).post('/api/orders/v1', { productId, quantity });
    return (body as { orderId: number }).orderId;
  };
  const sold = async (productId: number, quantity = 1): Promise<number> => {
    const orderId = await placed(productId, quantity);
    await untilDecided(shop);
    return orderId;
  };
  const cancel = (orderId: number) => shop.buyer(1).put(`/api/orders/${orderId}`);
  /** As an instance of a release leaves an order that did not count it. */
  const uncount = async (orderId: number): Promise<void> => {
    const lines = await query<{ productId: number; quantity: number; price: number }>(
      'SELECT product_id AS productId, quantity, price FROM order_items WHERE order_id = ?',
      [orderId],
    );
    await shop.database.transaction((tx) => Promise.resolve(salesByDay().remove(tx, today, lines)));
    await execute('UPDATE orders SET sold_on = NULL WHERE order_id = ?', [orderId]);
  };
  const salesByDay = () => shop.app.get(SalesByDay);
  const unitsOf = async (productId: number): Promise<number | undefined> =>
    (await shop.app.get(SalesFigures, { strict: false }).unitsOf([productId], today, today)).get(productId);
  const recounted = async (day = today): Promise<unknown> => {
    const outcome = await command(shop.scheme, ['sales', 'recount', '--day', day, '--json']);
    expect(outcome).toMatchObject({ code: 0, errors: '' });
    return JSON.parse(outcome.output) as unknown;
  };
  /** A recount after whose steps something else happens. */
  const recount = ({ afterCandidates = nothing, afterState = nothing }): Promise<unknown> => {
    const hooks = { query: afterCandidates, snapshot: afterState };
    const database = new Proxy(shop.database, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== 'function') return found;
        if (name !== 'query' && name !== 'snapshot') return found.bind(target) as unknown;
        return async (...parameters: unknown[]) => {
          const result = (await found.apply(target, parameters)) as unknown;
          if (name === 'snapshot' || String(parameters[0]).includes('sold_on IS NULL')) await hooks[name]();
          return result;
        };
      },
    });
    return new SalesRecount(database, salesByDay(), shop.app.get(Config)).execute(today, () => undefined);
  };

  it('adds orders that are counted on no day, once', async () => {
    for (const orderId of [await sold(lamp, 2), await sold(lamp, 3)]) await uncount(orderId);
    await sold(lamp, 4);
    expect(await unitsOf(lamp)).toBe(4);
    expect(await recounted()).toEqual({ added: 2, corrected: 0 });
    expect(await unitsOf(lamp)).toBe(9);
    expect(await recounted()).toEqual({ added: 0, corrected: 0 });
  });

  it("takes a day from midnight to midnight in the shop's zone, and leaves out orders that did not succeed", async () => {
    const orderIds = [await sold(lamp), await sold(lamp), await sold(lamp), await sold(lamp)];
    for (const orderId of orderIds) await uncount(orderId);
    const times = ['2031-05-03 15:00:00.000', '2031-05-04 14:59:59.999', '2031-05-04 15:00:00.000'];
    for (const [index, time] of times.entries())
      await execute('UPDATE orders SET ordered_at = ? WHERE order_id = ?', [time, orderIds[index]]);
    await execute('UPDATE orders SET ordered_at = ? WHERE order_id = ?', [times[0], orderIds[3]]);
    await cancel(orderIds[3] ?? 0);
    expect(await recounted('2031-05-04')).toEqual({ added: 2, corrected: 0 });
    const counted = await query('SELECT order_id AS id FROM orders WHERE order_id IN (?) AND sold_on IS NOT NULL', [
      orderIds,
    ]);
    expect(counted).toEqual([{ id: orderIds[0] }, { id: orderIds[1] }]);
    expect(await query(`SELECT units FROM sales_by_day WHERE sold_on = '2031-05-04'`)).toEqual([
      { units: 2 },
      { units: 2 },
    ]);
  });

  it.each([
    ['a row of a product is missing', 1, 'DELETE FROM sales_by_day WHERE product_id = ?'],
    ['units of a product are too many', 1, 'UPDATE sales_by_day SET units = units + 7 WHERE product_id = ?'],
    ['orders of a product are too few', 1, 'UPDATE sales_by_day SET orders = 0 WHERE product_id = ?'],
    ['revenue of a product is wrong', 1, 'UPDATE sales_by_day SET revenue = revenue - 3 WHERE product_id = ?'],
    ['all rows are missing', 3, 'DELETE FROM sales_by_day WHERE product_id <> -?'],
    [
      'the whole shop has a shard too many',
      1,
      'INSERT INTO sales_by_day SELECT sold_on, 0, 17, 5, -5, 1 FROM sales_by_day WHERE product_id = ?',
    ],
    [
      'a release before has cancelled an order',
      2,
      `UPDATE orders SET status = 'ORDER_CANCELLED' WHERE order_id = (SELECT MIN(order_id) FROM order_items WHERE product_id = ?)`,
    ],
  ])('corrects the figures when %s', async (_, corrected, damage) => {
    await execute('DELETE FROM sales_by_day');
    await execute('UPDATE orders SET sold_on = NULL, ordered_at = ordered_at - INTERVAL 30 DAY');
    const [cancelled] = [await sold(lamp, 3), await sold(lamp, 1), await sold(sofa, 1)];
    await execute(damage, [lamp]);
    expect(await recounted()).toMatchObject({ corrected });
    // The units of an order that was cancelled in the database are given back here.
    await execute(
      `UPDATE orders SET status = 'ORDER_SUCCESS', sold_on = NULL WHERE order_id = ? AND status = 'ORDER_CANCELLED'`,
      [cancelled],
    );
    await recounted();
  });

  it('leaves an order alone that is cancelled before it is locked', async () => {
    const orderId = await sold(lamp, 2);
    await uncount(orderId);
    expect(await recount({ afterCandidates: () => cancel(orderId) })).toEqual({ added: 0, corrected: 0 });
  });

  it('is exact when orders are completed and cancelled between its state and its correction', async () => {
    const [first] = [await sold(lamp, 2), await sold(lamp, 3)];
    await execute('UPDATE sales_by_day SET units = units + 5 WHERE product_id IN (0, ?)', [lamp]);
    let hooked = false;
    const afterState = async (): Promise<void> => {
      if (hooked) return;
      hooked = true;
      await cancel(first);
      await sold(lamp, 7);
      await sold(sofa, 1);
    };
    expect(await recount({ afterState })).toMatchObject({ corrected: 2 });
    expect(await unitsOf(lamp)).toBe(10);
  });

  it('corrects a difference once when two recounts have seen it', async () => {
    await sold(lamp, 2);
    await execute('UPDATE sales_by_day SET units = units + 5 WHERE product_id IN (0, ?)', [lamp]);
    let arrived = 0;
    let open = (): void => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    const afterState = (): Promise<void> => {
      if (++arrived === 2) open();
      return both;
    };
    await Promise.all([recount({ afterState }), recount({ afterState })]);
    expect(arrived).toBe(3);
    expect(await unitsOf(lamp)).toBe(2);
  });

  it('is exact in the middle of a sale', async () => {
    const uncounted = await Promise.all([1, 2, 3].map(() => placed(lamp)));
    await untilDecided(shop);
    for (const orderId of uncounted) await uncount(orderId);
    await execute('UPDATE sales_by_day SET units = units + 1, revenue = revenue + 9 WHERE product_id = ?', [lamp]);
    let selling = true;
    const sell = async (): Promise<void> => {
      while (selling) {
        const orderIds = await Promise.all([placed(lamp), placed(sofa), placed(lamp)]);
        await Promise.all(orderIds.slice(1).map(cancel));
      }
    };
    const sales = [sell(), sell()];
    await Promise.all([recounted(), recounted()]);
    await recounted();
    await Promise.all(uncounted.map(cancel));
    selling = false;
    await Promise.all(sales);
  });

  it('refuses a day that does not exist', async () => {
    const outcome = await command(shop.scheme, ['sales', 'recount', '--day', '2025-02-30']);
    expect(outcome.code).toBe(1);
    expect(outcome.errors).toContain('--day is a date that exists, written as YYYY-MM-DD.');
  });
});
