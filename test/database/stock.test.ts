import { isDeepStrictEqual } from 'node:util';
import type { Database } from '#platform/database/database';
import { type Transaction, UnexpectedRowCount } from '#platform/database/transaction';
import { integrityViolations } from '../support/integrity';
import { until } from '../support/until';
import { openPlatform, type TestPlatform } from '../support/platform';
import { intercepted } from '../support/interceptor';
import { type Adjustment, UNLIMITED } from '../../src/modules/stock/domain/adjust';
import { StockAllocator } from '../../src/modules/stock/stock-allocator';
import { StockLevelService } from '../../src/modules/stock/stock-level-service';
import { StockMetrics } from '../../src/modules/stock/stock-metrics';
import { StockLevelCache } from '../../src/modules/stock/persistence/stock-level-cache';
import { StockAdjustments } from '../../src/modules/stock/persistence/stock-adjustments';
import { StockQueries } from '../../src/modules/stock/persistence/stock.queries';
import { StockRecount } from '../../src/modules/stock/persistence/stock-recount';
import { StockReturnRepository } from '../../src/modules/stock/persistence/stock-return.repository';
import { StockRepository } from '../../src/modules/stock/persistence/stock.repository';

const providers = [
  ...[StockQueries, StockRepository, StockReturnRepository, StockAdjustments],
  ...[StockLevelCache, StockMetrics, StockAllocator, StockRecount, StockLevelService],
];
let product = 1;

/** A database that runs `work` before the first statement with which a transaction locks a row. */
function beforeItsLock(database: Database, work: () => Promise<unknown>): Database {
  let isDone = false;
  const working = (tx: Transaction): Transaction =>
    new Proxy(tx, {
      get: (target, name) =>
        name === 'execute' || name === 'query'
          ? async (sql: string, parameters: readonly unknown[]) => {
              if (!isDone && /FOR UPDATE|ON DUPLICATE KEY/.test(sql)) {
                isDone = true;
                await work();
              }
              return target[name](sql, parameters);
            }
          : (Reflect.get(target, name) as () => unknown),
    });
  return new Proxy(database, {
    get: (target, name) =>
      name === 'transaction'
        ? (run: (tx: Transaction) => Promise<unknown>) => target.transaction((tx) => run(working(tx)))
        : Reflect.get(target, name),
  });
}

async function adjust(
  platform: TestPlatform,
  adjustment: Adjustment,
  productId: number,
  quantity: number,
): Promise<void> {
  await platform.module.get(StockAdjustments).adjust(adjustment, () => [[{ productId, quantity }]]);
}

describe('the stock', () => {
  let platform: TestPlatform;
  let stock: StockAllocator;

  beforeAll(async () => {
    platform = await openPlatform({ providers });
    stock = platform.module.get(StockAllocator);
  });
  afterAll(() => platform.close());

  /** Each test has a product of its own. */
  const stocked = async (quantity: number): Promise<number> => {
    const productId = product++;
    await adjust(platform, 'increase', productId, quantity);
    return productId;
  };
  let orderId = 1;
  const order = (...lines: [number, number][]) => ({
    orderId: orderId++,
    lines: lines.map(([productId, quantity]) => ({ productId, quantity })),
  });
  const quantityOf = async (productId: number): Promise<number> => {
    const [row] = await platform.database.query<{ quantity: number }>(
      'SELECT quantity FROM stocks WHERE product_id = ?',
      [productId],
    );
    return row?.quantity ?? -1;
  };
  const movementsOf = async (productId: number): Promise<number> => {
    const [row] = await platform.database.query<{ sum: string }>(
      'SELECT SUM(delta) AS sum FROM stock_movements WHERE product_id = ?',
      [productId],
    );
    return Number(row?.sum);
  };

  it('grants ten units to exactly ten of a hundred concurrent orders', async () => {
    const lamp = await stocked(10);
    const decisions = await Promise.all(
      Array.from({ length: 100 }, () => stock.take([order([lamp, 1])]).then(([one]) => one)),
    );
    expect(decisions.filter((one) => one?.outcome === 'TAKEN')).toHaveLength(10);
    expect(await quantityOf(lamp)).toBe(0);
    expect(await movementsOf(lamp)).toBe(0);
  });

  it('returns the earlier decision for a repeated request and moves nothing', async () => {
    const lamp = await stocked(2);
    const first = order([lamp, 1]);
    const refused = order([lamp, 5]);
    await stock.take([first, refused]);
    await adjust(platform, 'increase', lamp, 10);

    const again = await stock.take([first, refused]);
    expect(again.map(({ outcome }) => outcome)).toEqual(['TAKEN', 'REFUSED']);
    expect(await quantityOf(lamp)).toBe(11);
  });

  it('counts an order once when it is twice in one batch', async () => {
    const lamp = await stocked(5);
    const twice = order([lamp, 2]);
    const decisions = await stock.take([twice, twice]);
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['TAKEN', 'TAKEN']);
    expect(await quantityOf(lamp)).toBe(3);
    expect(platform.database.reruns).toBe(0);
  });

  it('gives units back once, however often and concurrently it is called', async () => {
    const lamp = await stocked(3);
    const sold = order([lamp, 2]);
    await stock.take([sold]);
    await Promise.all(Array.from({ length: 8 }, () => stock.giveBack([sold])));
    expect(await quantityOf(lamp)).toBe(3);
    expect(await movementsOf(lamp)).toBe(3);
  });

  it('puts the units of a return back once, however often and concurrently it is called', async () => {
    const [lamp, sofa] = [await stocked(3), await stocked(1)];
    const sold = order([lamp, 3], [sofa, 1]);
    await stock.take([sold]);
    const lines = [
      { productId: sofa, quantity: 1 },
      { productId: lamp, quantity: 2 },
    ];
    const returned = { returnId: 70, orderId: sold.orderId, lines };
    await Promise.all(Array.from({ length: 8 }, () => stock.restock([returned, returned])));
    expect([await quantityOf(lamp), await quantityOf(sofa)]).toEqual([2, 1]);
    await stock.restock([{ ...returned, returnId: 71, lines: [{ productId: lamp, quantity: 1 }] }]);
    expect([await quantityOf(lamp), await movementsOf(lamp)]).toEqual([3, 3]);
    expect(
      await platform.database.query(
        `SELECT order_id, return_id, delta FROM stock_movements WHERE product_id = ? AND kind = 'RETURN' ORDER BY movement_id`,
        [lamp],
      ),
    ).toEqual([
      { order_id: null, return_id: 70, delta: 2 },
      { order_id: null, return_id: 71, delta: 1 },
    ]);
    expect(platform.database.reruns).toBe(0);
  });

  it('refuses an order whose stock was given back before it was taken', async () => {
    const lamp = await stocked(3);
    const cancelled = order([lamp, 1]);
    await stock.giveBack([cancelled]);
    const [decision] = await stock.take([cancelled]);
    expect(decision).toEqual({ orderId: cancelled.orderId, outcome: 'REFUSED', reason: 'ORDER_CANCELLED' });
    expect(await quantityOf(lamp)).toBe(3);
  });

  it('gives crossing orders for several products all of their units or none', async () => {
    const [one, two] = [await stocked(30), await stocked(30)];
    const decisions = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        stock.take([index % 2 === 0 ? order([one, 1], [two, 1]) : order([two, 1], [one, 1])]),
      ),
    );
    expect(decisions.flat().filter(({ outcome }) => outcome === 'TAKEN')).toHaveLength(30);
    expect([await quantityOf(one), await quantityOf(two)]).toEqual([0, 0]);
  });
});

describe('a recount', () => {
  let one: TestPlatform;
  let other: TestPlatform;
  beforeAll(async () => {
    one = await openPlatform({ providers });
    other = await openPlatform({ providers, beside: one });
  });
  afterAll(async () => {
    await other.close();
    await one.close();
  });

  const taking = (orderId: number, productId: number) =>
    other.module.get(StockAllocator).take([{ orderId, lines: [{ productId, quantity: 1 }] }]);
  const levelOf = async (productId: number) => {
    const [row] = await one.database.query<{ quantity: number; units: string }>(
      `SELECT quantity, (SELECT SUM(delta) FROM stock_movements WHERE product_id = ?) AS units
       FROM stocks WHERE product_id = ?`,
      [productId, productId],
    );
    return row && { quantity: row.quantity, units: Number(row.units) };
  };

  it('makes a quantity that was changed by hand what the movements say, while the product sells', async () => {
    await adjust(one, 'increase', 1, 500);
    const recount = () => one.module.get(StockLevelService).recount(1);
    let orderId = 1;
    for (const wrong of [+7, -7]) {
      await one.database.execute('UPDATE stocks SET quantity = quantity + ? WHERE product_id = 1', [wrong]);
      const selling = Array.from({ length: 20 }, () => taking(orderId++, 1));
      const [recounted] = await Promise.all([recount(), ...selling]);
      expect(recounted.before - recounted.after).toBe(wrong);
    }
    expect(await levelOf(1)).toEqual({ quantity: 460, units: 460 });
    expect(await recount()).toEqual({ before: 460, after: 460 });
  });

  it('counts what was taken between its two sums', async () => {
    await adjust(one, 'increase', 2, 10);
    await one.database.execute('UPDATE stocks SET quantity = 9 WHERE product_id = 2');
    const database = beforeItsLock(one.database, () => taking(1_001, 2));
    expect(await new StockRecount(database, one.bus).recount(2)).toEqual({ before: 8, after: 9 });
    expect(await levelOf(2)).toEqual({ quantity: 9, units: 9 });
  });

  it('is refused when the movements say less than zero, and changes nothing', async () => {
    await adjust(one, 'increase', 3, 2);
    await one.database.execute(`INSERT INTO stock_movements (product_id, kind, delta) VALUES (3, 'RESET', -5)`);
    await expect(one.module.get(StockLevelService).recount(3)).rejects.toMatchObject({
      ...{ code: 'INVENTORY_INCONSISTENT', about: { productId: 3, counted: -3 } },
    });
    expect(await levelOf(3)).toEqual({ quantity: 2, units: -3 });
  });

  it('restores a stock level that is gone, and leaves alone what never had one or has no limit', async () => {
    const levels = one.module.get(StockLevelService);
    await adjust(one, 'increase', 4, 2);
    await one.database.execute('DELETE FROM stocks WHERE product_id = 4');
    expect(await levels.recount(4)).toEqual({ before: 0, after: 2 });
    expect(await levels.recount(99)).toEqual({ before: 0, after: 0 });
    await adjust(one, 'reset', 4, UNLIMITED);
    await taking(1_002, 4);
    expect(await levels.recount(4)).toEqual({ before: 1_000_000_000, after: 1_000_000_000 });
    expect(await levels.left([4, 99])).toEqual(
      new Map([[4, { quantity: 1_000_000_000, setAside: 0, waiting: 0, unlimited: true }]]),
    );
  });

  it('of what was sold without a limit is complete when it gets a limit again while it sells', async () => {
    await adjust(one, 'reset', 6, UNLIMITED);
    await taking(1_003, 6);
    const database = beforeItsLock(one.database, () => taking(1_004, 6));
    await new StockAdjustments(database, one.bus).adjust('reset', () => [[{ productId: 6, quantity: 3 }]]);
    expect(await levelOf(6)).toEqual({ quantity: 3, units: 3 });
  });

  it('makes all instances forget that a product has units', async () => {
    await adjust(one, 'increase', 5, 2);
    const soldOut = async () => [
      await one.module.get(StockAllocator).soldOut([5]),
      await other.module.get(StockAllocator).soldOut([5]),
    ];
    expect(await soldOut()).toEqual([[], []]);
    await one.database.execute(`INSERT INTO stock_movements (product_id, kind, delta) VALUES (5, 'RESET', -2)`);
    await one.module.get(StockLevelService).recount(5);
    await until(async () => isDeepStrictEqual(await soldOut(), [[5], [5]]));
  });
});

describe('units that come back beside sales on two instances', () => {
  it('are counted once, and none is lost or sold twice', async () => {
    const one = await openPlatform({ providers, variables: { LOCK_WAIT_MS: '0' } });
    const other = await openPlatform({ providers, variables: { LOCK_WAIT_MS: '0' }, beside: one });
    try {
      await adjust(one, 'increase', 1, 40);
      await adjust(one, 'increase', 2, 40);
      const stockOf = (index: number) => (index % 2 === 0 ? one : other).module.get(StockAllocator);
      const lines = [2, 1].map((productId) => ({ productId, quantity: 1 }));
      const sold = Array.from({ length: 40 }, (_, index) => stockOf(index).take([{ orderId: index + 1, lines }]));
      await Promise.all(sold);
      const work = Array.from({ length: 20 }, (_, index) => [
        stockOf(0).restock([{ returnId: index + 1, orderId: index + 1, lines }]),
        stockOf(1).restock([{ returnId: index + 1, orderId: index + 1, lines }]),
        stockOf(index).take([{ orderId: 100 + index, lines: [...lines].reverse() }]),
      ]).flat();
      await Promise.all(work);
      const taken = await one.database.query<{ taken: number }>(
        `SELECT COUNT(*) AS taken FROM stock_movements WHERE kind = 'ORDER' AND order_id >= 100 AND product_id = 1`,
      );
      const left = await one.database.query('SELECT quantity FROM stocks ORDER BY product_id');
      expect(left).toEqual([1, 2].map(() => ({ quantity: 20 - (taken[0]?.taken ?? 0) })));
      expect(await integrityViolations(one.database, 'stock.')).toEqual([]);
      expect([one.database.reruns, other.database.reruns]).toEqual([0, 0]);
    } finally {
      await other.close();
      await one.close();
    }
  });
});

describe('a quantity that would fall below zero', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await openPlatform({ providers });
  });
  afterAll(() => platform.close());

  it('is refused by the guard of the UPDATE when the quantity that was read is out of date', async () => {
    await adjust(platform, 'increase', 1, 5);
    // The quantity falls between the read and the update, which the row lock would normally prevent.
    const repository = new StockRepository(
      intercepted(platform.database, 'UPDATE stocks SET quantity = 1'),
      platform.bus,
    );
    const taking = repository.take([{ orderId: 1, lines: [{ productId: 1, quantity: 2 }] }]);
    await expect(taking).rejects.toThrow(UnexpectedRowCount);
    expect(await platform.database.query('SELECT * FROM stock_decisions')).toEqual([]);
    expect(await platform.database.query('SELECT quantity FROM stocks')).toEqual([{ quantity: 5 }]);
  });

  it('is refused by the constraint of the schema, whatever statement writes it', async () => {
    await adjust(platform, 'reset', 2, 1);
    const below = platform.database.execute('UPDATE stocks SET quantity = quantity - 2 WHERE product_id = 2');
    await expect(below).rejects.toMatchObject({ errno: expect.any(Number) as number });
    const [row] = await platform.database.query('SELECT quantity FROM stocks WHERE product_id = 2');
    expect(row).toEqual({ quantity: 1 });
  });
});

describe('two instances that take the same stock', () => {
  it.each([
    ['with their lock', {}],
    ['with a lease of one millisecond', { LOCK_LEASE_MS: '1', LOCK_WAIT_MS: '20' }],
    ['with an unreachable Redis', { REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' }],
  ])('grant forty units to forty of two hundred orders %s', async (_, variables) => {
    const one = await openPlatform({ providers, variables });
    const other = await openPlatform({ providers, variables, beside: one });
    try {
      await adjust(one, 'increase', 1, 40);
      const stockOf = (index: number): StockAllocator => (index % 2 === 0 ? one : other).module.get(StockAllocator);
      const decisions = await Promise.all(
        Array.from({ length: 200 }, (__, index) =>
          stockOf(index).take([{ orderId: index + 1, lines: [{ productId: 1, quantity: 1 }] }]),
        ),
      );
      expect(decisions.flat().filter((decision) => decision.outcome === 'TAKEN')).toHaveLength(40);
    } finally {
      await other.close();
      await one.close();
    }
  });

  it('take each order once when both handle it at the same time', async () => {
    const one = await openPlatform({ providers, variables: { LOCK_WAIT_MS: '0' } });
    const other = await openPlatform({ providers, variables: { LOCK_WAIT_MS: '0' }, beside: one });
    try {
      await adjust(one, 'increase', 1, 1000);
      const stocks = [one.module.get(StockAllocator), other.module.get(StockAllocator)];
      const requests = Array.from({ length: 50 }, (__, index) => ({
        orderId: index + 1,
        lines: [{ productId: 1, quantity: 1 }],
      }));
      await Promise.all(stocks.map((stock) => stock.take(requests)));
      const [row] = await one.database.query<{ quantity: number }>('SELECT quantity FROM stocks WHERE product_id = 1');
      expect(row?.quantity).toBe(950);
    } finally {
      await other.close();
      await one.close();
    }
  });

  describe('without a lock in front of the database', () => {
    let one: TestPlatform;
    let other: TestPlatform;
    const variables = { REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' };
    const single = (orderId: number, productId: number) => ({ orderId, lines: [{ productId, quantity: 1 }] });

    beforeEach(async () => {
      one = await openPlatform({ providers, variables });
      other = await openPlatform({ providers, variables, beside: one });
    });
    afterEach(async () => {
      await other.close();
      await one.close();
    });

    it('read earlier decisions only after they have locked the stock rows', async () => {
      await adjust(one, 'increase', 1, 10);
      let taking: Promise<unknown> = Promise.resolve();
      await one.database.transaction(async (tx) => {
        await tx.query('SELECT quantity FROM stocks WHERE product_id = 1 FOR UPDATE');
        taking = other.module.get(StockAllocator).take([single(7, 1)]);
        await other.database.query('SELECT 1');
        await tx.execute(
          `INSERT INTO stock_decisions (order_id, outcome, reason) VALUES (7, 'REFUSED', 'INSUFFICIENT_STOCK')`,
        );
      });
      expect(await taking).toEqual([{ orderId: 7, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' }]);
      expect(other.database.reruns).toBe(0);
    });

    it('decide an order once when it is taken and given back concurrently, without a stock row to lock', async () => {
      const orderIds = Array.from({ length: 100 }, (_, index) => index + 1);
      await Promise.all(
        orderIds.flatMap((orderId) => [
          one.module.get(StockAllocator).take([single(orderId, 99)]),
          other.module.get(StockAllocator).giveBack([single(orderId, 99)]),
        ]),
      );
      const rows = await one.database.query('SELECT order_id FROM stock_decisions');
      expect(rows).toHaveLength(100);
    });

    it('never deadlock over orders that name their products in opposite order', async () => {
      const products = [3, 1, 2];
      for (const productId of products) await adjust(one, 'increase', productId, 1000);
      const crossing = (orderId: number) => ({
        orderId,
        lines: (orderId % 2 === 0 ? products : [...products].reverse()).map((productId) => ({
          productId,
          quantity: 1,
        })),
      });
      for (let round = 0; round < 60; round++) {
        await Promise.all(
          [one, other].map(({ module }, side) => module.get(StockAllocator).take([crossing(round * 2 + side + 1)])),
        );
      }
      expect([one.database.reruns, other.database.reruns]).toEqual([0, 0]);
      const rows = await one.database.query('SELECT quantity FROM stocks');
      expect(rows).toEqual(products.map(() => ({ quantity: 880 })));
    });
  });
});
