import { UnexpectedRowCount } from '#platform/database/transaction';
import { openPlatform, type TestPlatform } from '../support/platform';
import { intercepted } from '../support/interceptor';
import { StockAllocator } from '../../src/modules/stock/use-cases/stock-allocator';
import { StockMetrics } from '../../src/modules/stock/stock-metrics';
import { StockLevelCache } from '../../src/modules/stock/persistence/stock-level-cache';
import { StockAdjustments } from '../../src/modules/stock/persistence/stock-adjustments';
import { StockQueries } from '../../src/modules/stock/persistence/stock.queries';
import { StockRepository } from '../../src/modules/stock/persistence/stock.repository';

const providers = [StockQueries, StockRepository, StockAdjustments, StockLevelCache, StockMetrics, StockAllocator];
const nothingElse = () => Promise.resolve();
let product = 1;

describe('the stock', () => {
  let ground: TestPlatform;
  let stock: StockAllocator;

  beforeAll(async () => {
    ground = await openPlatform({ providers });
    stock = ground.module.get(StockAllocator);
  });
  afterAll(() => ground.close());

  /** A product of its own for each test. */
  const shelf = async (quantity: number): Promise<number> => {
    const productId = product++;
    await ground.module.get(StockAdjustments).increase(productId, quantity, nothingElse);
    return productId;
  };
  let orderId = 1;
  const order = (...lines: [number, number][]) => ({
    orderId: orderId++,
    lines: lines.map(([productId, quantity]) => ({ productId, quantity })),
  });
  const quantityOf = async (productId: number): Promise<number> => {
    const [row] = await ground.database.query<{ quantity: number }>(
      'SELECT quantity FROM stocks WHERE product_id = ?',
      [productId],
    );
    return row?.quantity ?? -1;
  };
  const ledgerOf = async (productId: number): Promise<number> => {
    const [row] = await ground.database.query<{ sum: string }>(
      'SELECT SUM(delta) AS sum FROM stock_movements WHERE product_id = ?',
      [productId],
    );
    return Number(row?.sum);
  };

  it('sells ten lamps to exactly ten of a hundred buyers', async () => {
    const lamp = await shelf(10);
    const decisions = await Promise.all(
      Array.from({ length: 100 }, () => stock.take([order([lamp, 1])]).then(([one]) => one)),
    );
    expect(decisions.filter((one) => one?.outcome === 'TAKEN')).toHaveLength(10);
    expect(await quantityOf(lamp)).toBe(0);
    expect(await ledgerOf(lamp)).toBe(0);
  });

  it('answers a repeated request as it was decided, and moves nothing', async () => {
    const lamp = await shelf(2);
    const first = order([lamp, 1]);
    const refused = order([lamp, 5]);
    await stock.take([first, refused]);
    await ground.module.get(StockAdjustments).increase(lamp, 10, nothingElse);

    const again = await stock.take([first, refused]);
    expect(again.map(({ outcome }) => outcome)).toEqual(['TAKEN', 'REFUSED']);
    expect(await quantityOf(lamp)).toBe(11);
  });

  it('counts an order once that comes twice in one batch', async () => {
    const lamp = await shelf(5);
    const twice = order([lamp, 2]);
    const decisions = await stock.take([twice, twice]);
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['TAKEN', 'TAKEN']);
    expect(await quantityOf(lamp)).toBe(3);
    expect(ground.database.reruns).toBe(0);
  });

  it('gives back once, however often and however concurrently it is asked', async () => {
    const lamp = await shelf(3);
    const sold = order([lamp, 2]);
    await stock.take([sold]);
    await Promise.all(Array.from({ length: 8 }, () => stock.giveBack([sold])));
    expect(await quantityOf(lamp)).toBe(3);
    expect(await ledgerOf(lamp)).toBe(3);
  });

  it('refuses an order whose stock was asked back before it was taken', async () => {
    const lamp = await shelf(3);
    const cancelled = order([lamp, 1]);
    await stock.giveBack([cancelled]);
    const [decision] = await stock.take([cancelled]);
    expect(decision).toEqual({ orderId: cancelled.orderId, outcome: 'REFUSED', reason: 'ORDER_CANCELLED' });
    expect(await quantityOf(lamp)).toBe(3);
  });

  it('lets crossing orders for several products take all or nothing', async () => {
    const [one, two] = [await shelf(30), await shelf(30)];
    const decisions = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        stock.take([index % 2 === 0 ? order([one, 1], [two, 1]) : order([two, 1], [one, 1])]),
      ),
    );
    expect(decisions.flat().filter(({ outcome }) => outcome === 'TAKEN')).toHaveLength(30);
    expect([await quantityOf(one), await quantityOf(two)]).toEqual([0, 0]);
  });
});

describe('the last line of defence', () => {
  let ground: TestPlatform;
  beforeAll(async () => {
    ground = await openPlatform({ providers });
  });
  afterAll(() => ground.close());

  it('is the guard in the statement: what was read is not believed', async () => {
    await ground.module.get(StockAdjustments).increase(1, 5, nothingElse);
    // Somebody empties the shelf between the read and the update, which no lock of ours would allow.
    const repository = new StockRepository(intercepted(ground.database, 'UPDATE stocks SET quantity = 1'), ground.bus);
    const taking = repository.take([{ orderId: 1, lines: [{ productId: 1, quantity: 2 }] }]);
    await expect(taking).rejects.toThrow(UnexpectedRowCount);
    expect(await ground.database.query('SELECT * FROM stock_decisions')).toEqual([]);
    expect(await ground.database.query('SELECT quantity FROM stocks')).toEqual([{ quantity: 5 }]);
  });

  it('is the constraint in the schema: no quantity goes below zero, whoever writes it', async () => {
    await ground.module.get(StockAdjustments).reset(2, 1, nothingElse);
    const below = ground.database.execute('UPDATE stocks SET quantity = quantity - 2 WHERE product_id = 2');
    await expect(below).rejects.toMatchObject({ errno: expect.any(Number) as number });
    const [row] = await ground.database.query('SELECT quantity FROM stocks WHERE product_id = 2');
    expect(row).toEqual({ quantity: 1 });
  });
});

describe('two instances at one stock', () => {
  it.each([
    ['with their lock', {}],
    ['with a lease of one millisecond', { LOCK_LEASE_MS: '1', LOCK_WAIT_MS: '20' }],
    ['with a Redis that is not there', { REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' }],
  ])('sell forty units to forty of two hundred buyers %s', async (_, variables) => {
    const one = await openPlatform({ providers, variables });
    const other = await openPlatform({ providers, variables, beside: one });
    try {
      await one.module.get(StockAdjustments).increase(1, 40, nothingElse);
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

  it('never take one order twice, even at the same moment', async () => {
    const one = await openPlatform({ providers, variables: { LOCK_WAIT_MS: '0' } });
    const other = await openPlatform({ providers, variables: { LOCK_WAIT_MS: '0' }, beside: one });
    try {
      await one.module.get(StockAdjustments).increase(1, 1000, nothingElse);
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

  describe('without any lock before the database', () => {
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

    it('read what was decided only after the shelf is theirs', async () => {
      await one.module.get(StockAdjustments).increase(1, 10, nothingElse);
      let secondTaking: Promise<unknown> = Promise.resolve();
      await one.database.transaction(async (tx) => {
        await tx.query('SELECT quantity FROM stocks WHERE product_id = 1 FOR UPDATE');
        secondTaking = other.module.get(StockAllocator).take([single(7, 1)]);
        await other.database.query('SELECT 1');
        await tx.execute(
          `INSERT INTO stock_decisions (order_id, outcome, reason) VALUES (7, 'REFUSED', 'INSUFFICIENT_STOCK')`,
        );
      });
      expect(await secondTaking).toEqual([{ orderId: 7, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' }]);
      expect(other.database.reruns).toBe(0);
    });

    it('settle by the decision row which of taking and giving back came first, where no shelf is there to lock', async () => {
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

    it('never deadlock over orders that cross', async () => {
      const shelves = [3, 1, 2];
      for (const productId of shelves) await one.module.get(StockAdjustments).increase(productId, 1000, nothingElse);
      const crossing = (orderId: number) => ({
        orderId,
        lines: (orderId % 2 === 0 ? shelves : [...shelves].reverse()).map((productId) => ({ productId, quantity: 1 })),
      });
      for (let round = 0; round < 60; round++) {
        await Promise.all(
          [one, other].map((ground, side) => ground.module.get(StockAllocator).take([crossing(round * 2 + side + 1)])),
        );
      }
      expect([one.database.reruns, other.database.reruns]).toEqual([0, 0]);
      const rows = await one.database.query('SELECT quantity FROM stocks');
      expect(rows).toEqual(shelves.map(() => ({ quantity: 880 })));
    });
  });
});
