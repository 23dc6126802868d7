import { randomUUID } from 'node:crypto';
import { Config } from '#platform/config/config';
import { DatabaseClock } from '#platform/database/database-clock';
import { InstanceStats } from '#platform/observability/instance-stats';
import { OrderCompletion } from '../../src/modules/order/persistence/order-completion';
import { SalesByDay } from '../../src/modules/order/persistence/sales-by-day';
import { integrityViolations, untilDecided } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';

type Sales = readonly { day: string; productId: number; units: number; orders: number; revenue: number }[];

const MIDNIGHT_IN_SEOUL = Date.parse('2031-05-04T15:00:00.000Z');
const DAY_MS = 86_400_000;
const [BEFORE, AFTER] = ['2031-05-04', '2031-05-05'];

describe('the sales of a day', () => {
  let shop: Shop;
  let lamp: number;
  let sofa: number;
  let clock: jest.SpyInstance<Date>;

  beforeAll(async () => {
    shop = await openShop();
    sofa = await shop.stocked(1, 70_000);
  });
  beforeEach(async () => {
    lamp = await shop.stocked(100, 5_000);
    await shop.database.execute('DELETE FROM sales_by_day');
    await shop.database.execute('UPDATE orders SET sold_on = NULL');
    clock = jest.spyOn(shop.app.get(DatabaseClock), 'now');
    setClock(MIDNIGHT_IN_SEOUL - 3_600_000);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  const setClock = (instant: number): void => void clock.mockReturnValue(new Date(instant));
  const placed = async (quantity: number, userId = 1): Promise<number> => {
    const reply = await shop.buyer(userId).post('/api/orders/v1', { productId: lamp, quantity });
    return (reply.body as { orderId: number }).orderId;
  };
  const sold = async (quantity: number): Promise<number> => {
    const orderId = await placed(quantity);
    await untilDecided(shop);
    return orderId;
  };
  const cancel = (orderId: number) => shop.buyer(1).put(`/api/orders/${orderId}`);
  const sales = async (): Promise<Sales> => {
    const rows = await shop.database.query<Sales[number]>(
      `SELECT CAST(sold_on AS CHAR) AS day, product_id AS productId, SUM(units) AS units, SUM(orders) AS orders,
         SUM(revenue) AS revenue
       FROM sales_by_day GROUP BY sold_on, product_id ORDER BY sold_on, product_id`,
    );
    return rows.map(({ day, productId, units, orders, revenue }) => ({
      ...{ day, productId, units: Number(units), orders: Number(orders), revenue: Number(revenue) },
    }));
  };
  /** Of a shop that sells one product. */
  const salesOn = (day: string, units: number, orders: number): Sales =>
    [0, lamp].map((productId) => ({ day, productId, units, orders, revenue: units * 5_000 }));

  it('are its successful orders, of each product and of the whole shop', async () => {
    const orderItems = [
      { productId: sofa, quantity: 1 },
      { productId: lamp, quantity: 2 },
    ];
    await shop.buyer(1).post('/api/orders/products', { orderItems });
    await shop.buyer(2).post('/api/orders/products', { orderItems });
    await sold(3);
    expect(await sales()).toEqual([
      { day: BEFORE, productId: 0, units: 6, orders: 2, revenue: 95_000 },
      { day: BEFORE, productId: sofa, units: 1, orders: 1, revenue: 70_000 },
      { day: BEFORE, productId: lamp, units: 5, orders: 2, revenue: 25_000 },
    ]);
  });

  it('stay the same when a completion is delivered again', async () => {
    const orderId = await sold(2);
    const again = { orderId, lines: [{ productId: lamp, quantity: 2, price: 5_000 }] };
    const owned = { ...again, owner: { userId: 1, orderedAt: 0 } };
    const completion = shop.app.get(OrderCompletion);
    for (const placedOrder of [again, owned]) {
      await completion.complete([{ orderId, outcome: 'TAKEN' }], [placedOrder], () => Promise.resolve());
    }
    expect(await sales()).toEqual(salesOn(BEFORE, 2, 1));
  });

  it('count each order once when one of a batch is delivered again', async () => {
    const [first, second] = [await sold(1), await sold(2)];
    await shop.database.execute(`UPDATE orders SET status = 'ORDER_BEFORE', sold_on = NULL WHERE order_id = ${second}`);
    await shop.database.execute('DELETE FROM sales_by_day');
    await shop.database.execute('UPDATE orders SET sold_on = NULL');
    const order = (orderId: number, quantity: number) => ({
      ...{ orderId, owner: { userId: 1, orderedAt: 0 }, lines: [{ productId: lamp, quantity, price: 5_000 }] },
    });
    await shop.app.get(OrderCompletion).complete(
      [first, second].map((orderId) => ({ orderId, outcome: 'TAKEN' })),
      [order(first, 1), order(second, 2)],
      () => Promise.resolve(),
    );
    expect(await sales()).toEqual(salesOn(BEFORE, 2, 1));
  });

  it('count an order by its lines when its event is of a release that named no prices', async () => {
    const completing = pauseStep(shop.app.get(OrderCompletion), 'complete');
    const orderId = await placed(2);
    await completing.reached;
    await shop.app
      .get(OrderCompletion)
      .complete(
        [{ orderId, outcome: 'TAKEN' }],
        [{ orderId, owner: { userId: 1, orderedAt: 0 }, lines: [{ productId: lamp, quantity: 2 }] }],
        () => Promise.resolve(),
      );
    completing.release();
    await untilDecided(shop);
    expect(await sales()).toEqual(salesOn(BEFORE, 2, 1));
  });

  it('count nothing of a completion that dies before its commit, and all of it when it is done again', async () => {
    const completion = shop.app.get(OrderCompletion);
    const died = jest.spyOn(completion, 'complete').mockRejectedValue(new Error('killed'));
    const orderId = await placed(2);
    await shop.bus.drain();
    const order = {
      orderId,
      owner: { userId: 1, orderedAt: 0 },
      lines: [{ productId: lamp, quantity: 2, price: 5_000 }],
    };
    died.mockRestore();
    const dying = completion.complete([{ orderId, outcome: 'TAKEN' }], [order], () =>
      Promise.reject(new Error('killed')),
    );
    await expect(dying).rejects.toThrow('killed');
    expect(await sales()).toEqual([]);
    await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
    await untilDecided(shop);
    expect(await sales()).toEqual(salesOn(BEFORE, 2, 1));
  });

  it('lose a cancelled order once, however often and at whatever the same time it is cancelled', async () => {
    await sold(5);
    for (let round = 0; round < 10; round++) {
      const orderId = await sold(2);
      await Promise.all(Array.from({ length: 4 }, () => cancel(orderId)));
      await cancel(orderId);
      await shop.bus.drain();
      expect(await sales()).toEqual(salesOn(BEFORE, 5, 1));
    }
  });

  it('lose an order that is cancelled on a later day, and those of that later day do not', async () => {
    const [orderId] = [await sold(2), await sold(1)];
    setClock(MIDNIGHT_IN_SEOUL + DAY_MS / 2);
    await sold(4);
    await cancel(orderId);
    await shop.bus.drain();
    expect(await sales()).toEqual([...salesOn(BEFORE, 1, 1), ...salesOn(AFTER, 4, 1)]);
  });

  it("end at midnight in the shop's zone by the database's clock, whatever the clock of the machine", async () => {
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 9 * 3_600_000);
    setClock(MIDNIGHT_IN_SEOUL - 1);
    await sold(1);
    setClock(MIDNIGHT_IN_SEOUL);
    await sold(2);
    expect(await sales()).toEqual([...salesOn(BEFORE, 1, 1), ...salesOn(AFTER, 2, 1)]);
  });

  it('are those of the day on which an order is completed, not placed', async () => {
    const completing = pauseStep(shop.app.get(OrderCompletion), 'complete');
    await placed(2);
    await completing.reached;
    setClock(MIDNIGHT_IN_SEOUL);
    completing.release();
    await untilDecided(shop);
    expect(await sales()).toEqual(salesOn(AFTER, 2, 1));
  });

  it('are exact when cancels compete with completions', async () => {
    for (let round = 0; round < 10; round++) {
      const completing = pauseStep(shop.app.get(OrderCompletion), 'complete');
      const orderIds = await Promise.all([placed(1), placed(1), placed(1)]);
      await completing.reached;
      completing.release();
      await Promise.all(orderIds.map(cancel));
      await untilDecided(shop);
    }
    expect(await sales()).toEqual(salesOn(BEFORE, 0, 0));
  });

  it('do not refuse a cancel when they were wrong before', async () => {
    const orderId = await sold(2);
    await shop.database.execute('UPDATE sales_by_day SET units = 1');
    expect((await cancel(orderId)).status).toBe(200);
    await shop.bus.drain();
    await shop.database.execute('DELETE FROM sales_by_day');
  });

  it('are never below zero for a product, and may be for a shard of the whole shop', async () => {
    const insert = (productId: number, units: number) =>
      shop.database.execute('INSERT INTO sales_by_day VALUES (?)', [[BEFORE, productId, 1, units, 0, 0]]);
    await insert(0, -1);
    await expect(insert(lamp, -1)).rejects.toMatchObject({ message: expect.stringContaining('ck_sales_by_day_units') });
    await shop.database.execute('DELETE FROM sales_by_day');
  });

  it('are counted by four instances at once without a deadlock, a hundred products in any order', async () => {
    const instances = Array.from(
      { length: 4 },
      () => new SalesByDay(shop.app.get(DatabaseClock), shop.app.get(Config), stats()),
    );
    const products = Array.from({ length: 100 }, (_, index) => 1_000 + index);
    const order = () => {
      const some = [...products].sort(() => Math.random() - 0.5).slice(0, 30);
      return some.map((productId) => ({ productId, quantity: 1, price: 10 }));
    };
    const { reruns } = shop.database;
    const count = async (instance: SalesByDay): Promise<void> => {
      for (let round = 0; round < 50; round++) {
        await shop.database.transaction((tx) => Promise.resolve(instance.add(tx, AFTER, [order(), order(), order()])));
      }
    };
    await Promise.all([...instances, ...instances].map(count));
    expect(shop.database.reruns - reruns).toBe(0);
    const [shopSales, ...others] = await sales();
    expect(shopSales).toMatchObject({ productId: 0, units: 8 * 50 * 90, orders: 8 * 50 * 3 });
    expect(others.reduce((sum, { units }) => sum + units, 0)).toBe(8 * 50 * 90);
    await shop.database.execute('DELETE FROM sales_by_day');
  });
});

function stats(): InstanceStats {
  return Object.assign(new InstanceStats(), { instanceId: randomUUID() });
}
