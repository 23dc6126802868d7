import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { connectionOptions, withBlockingTransaction } from '../support/database-connection';
import { integrityViolations, untilDecided } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';
import { PlaceOrder } from '../../src/modules/order/use-cases/place-order';

const WAIT_S = 2;
/** On a busy machine the timers themselves are late. */
const LATENESS_MS = 1_500;

describe('an order whose caller waits for a limited time', () => {
  let shop: Shop;
  let lamp: number;
  let buyer = 0;

  const timed = async (key: string, wait: number | undefined = WAIT_S) => {
    const startedAt = performance.now();
    const headers = { 'Idempotency-Key': key, ...(wait === undefined ? {} : { Prefer: `wait=${wait}` }) };
    const answer = await shop.buyer(buyer).post('/api/orders/v1', { productId: lamp, quantity: 1 }, headers);
    return { ...answer, ms: performance.now() - startedAt };
  };
  const stored = () => shop.database.query('SELECT order_id FROM orders WHERE user_id = ?', [buyer]);
  /** Nothing can be stored in `table` meanwhile. */
  const whileLocked = async <T>(table: string, work: () => Promise<T>): Promise<T> => {
    const holder = await createConnection({ ...connectionOptions(), database: shop.scheme });
    await holder.query(`LOCK TABLES ${table} WRITE`);
    try {
      return await work();
    } finally {
      holder.destroy();
    }
  };

  beforeAll(async () => {
    shop = await openShop();
    lamp = await shop.stocked(100);
  });
  beforeEach(() => {
    buyer++;
  });
  afterEach(async () => {
    await untilDecided(shop);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  it.each(['orders', 'order_items'])(
    'is answered 503 within it while %s is locked, and a repeat finds the one order',
    async (table) => {
      const first = await whileLocked(table, () => timed('first'));
      expect([first.status, first.body.code, first.headers.get('retry-after')]).toEqual([
        503,
        'SERVICE_UNAVAILABLE',
        '1',
      ]);
      expect(first.ms).toBeGreaterThan(WAIT_S * 1_000 - 100);
      expect(first.ms).toBeLessThan(WAIT_S * 1_000 + LATENESS_MS);
      let repeat = await timed('first');
      while (repeat.body.code === 'IDEMPOTENCY_IN_PROGRESS') repeat = await timed('first');
      expect(repeat.status).toBe(201);
      expect(await stored()).toEqual([{ order_id: repeat.body.orderId }]);
    },
  );

  it('is answered 202 within it when it is durable, and its decision waits for a row lock', async () => {
    await withBlockingTransaction(shop.scheme, async (holder) => {
      await holder.query('SELECT quantity FROM stocks WHERE product_id = ? FOR UPDATE', [lamp]);
      const answer = await timed('second');
      expect([answer.status, answer.body.status]).toEqual([202, 'ORDER_BEFORE']);
      expect(answer.ms).toBeLessThan(WAIT_S * 1_000 + LATENESS_MS);
    });
  });

  it('is answered 503 after ten seconds when no wait was preferred, and it is not durable', async () => {
    const answer = await whileLocked('orders', () => timed('third', undefined));
    expect(answer.status).toBe(503);
    expect(answer.ms).toBeLessThan(10_000 + LATENESS_MS);
    await until(async () => (await stored()).length === 1);
  });

  it('holds an orderly end of the process until it is stored, although it is answered', async () => {
    const shutdown = shop.app.get(GracefulShutdown, { strict: false });
    let isOver = false;
    await whileLocked('orders', async () => {
      expect((await timed('fifth', 1)).status).toBe(503);
      void shutdown.answered().then(() => (isOver = true));
      await pause(300);
      expect(isOver).toBe(false);
    });
    await until(() => Promise.resolve(isOver));
    expect(await stored()).toHaveLength(1);
  });

  it('is not stored at all when the time was over before it began', async () => {
    const placing = shop.app.get(PlaceOrder, { strict: false }).execute({
      attempt: {
        key: { userId: buyer, key: 'fourth', markReplayed: () => undefined },
        scope: 'order.place',
        request: [],
      },
      wait: { seconds: 1, arrivedAt: performance.now() - 1_000, honoured: () => undefined },
      contents: () => Promise.resolve({ items: [{ productId: lamp, quantity: 1 }] }),
    });
    await expect(placing).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await stored()).toEqual([]);
  });
});
