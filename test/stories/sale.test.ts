import { Redis } from 'ioredis';
import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';
import { TcpProxy } from '../support/tcp-proxy';

interface OrderBody {
  orderId: number;
  status: string;
}
const WAIT = { Prefer: 'wait=30' };

/** All buyers order at once, spread over the instances. Returns the number of each outcome. */
async function sale(shops: readonly Shop[], buyers: number, itemsOf: (buyer: number) => [number, number][]) {
  const outcomes = await Promise.all(
    Array.from({ length: buyers }, async (_, index) => {
      const shop = shops[index % shops.length] as Shop;
      const orderItems = itemsOf(index).map(([productId, quantity]) => ({ productId, quantity }));
      const { status, body } = await shop.buyer(index + 1).post('/api/orders/products', { orderItems }, WAIT);
      return status === 201 ? (body as OrderBody).status : `${status} ${(body as { code: string }).code}`;
    }),
  );
  const count = new Map<string, number>();
  for (const outcome of outcomes) count.set(outcome, (count.get(outcome) ?? 0) + 1);
  return count;
}

async function quantityOf(shop: Shop, productId: number): Promise<unknown> {
  return ((await shop.admin.get(`/api/stocks/product/${productId}`)).body as { quantity: number }).quantity;
}

async function expectConserved(shop: Shop, ...others: readonly Shop[]): Promise<void> {
  await Promise.all([shop, ...others].map(({ bus }) => bus.drain()));
  expect(await integrityViolations(shop.database)).toEqual([]);
}

describe('a sale', () => {
  let shop: Shop;
  let other: Shop;
  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  afterEach(() => expectConserved(shop, other));
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  it.each([1, 10, 50])('sells %i units to exactly that many of ten times as many buyers', async (units) => {
    const lamp = await shop.stocked(units);
    const outcomes = await sale([shop], units * 10, () => [[lamp, 1]]);
    expect(outcomes.get('ORDER_SUCCESS')).toBe(units);
    expect(await quantityOf(shop, lamp)).toBe(0);
    const refused = (outcomes.get('ORDER_FAILURE') ?? 0) + (outcomes.get('409 INSUFFICIENT_STOCK') ?? 0);
    expect(refused).toBe(units * 9);
  });

  it('sells exactly the stock from two instances', async () => {
    const lamp = await shop.stocked(40);
    const outcomes = await sale([shop, other], 400, () => [[lamp, 1]]);
    expect(outcomes.get('ORDER_SUCCESS')).toBe(40);
    expect(await quantityOf(shop, lamp)).toBe(0);
  });

  it('leaves no unit unsold when orders of several sizes compete', async () => {
    const lamp = await shop.stocked(37);
    await sale([shop, other], 120, (buyer) => [[lamp, (buyer % 3) + 1]]);
    const last = await sale([shop], 37, () => [[lamp, 1]]);
    expect(await quantityOf(shop, lamp)).toBe(0);
    expect([...last.keys()].sort()).toEqual(expect.not.arrayContaining(['503 SERVICE_UNAVAILABLE']));
  });

  it('loses no unit when orders name several products in different order', async () => {
    const products = [await shop.stocked(20), await shop.stocked(20), await shop.stocked(20)];
    const outcomes = await sale([shop, other], 150, (buyer) => {
      const rotated = products.map((_, index) => products[(index + buyer) % 3] as number);
      return rotated.map((productId) => [productId, 1]);
    });
    expect(outcomes.get('ORDER_SUCCESS')).toBe(20);
    for (const productId of products) expect(await quantityOf(shop, productId)).toBe(0);
  });

  it('puts every cancelled unit back on sale while it sells', async () => {
    const lamp = await shop.stocked(10);
    const buyAndCancel = async (buyer: number): Promise<void> => {
      const { status, body } = await shop
        .buyer(buyer)
        .post('/api/orders/v1', { productId: lamp, quantity: 1 }, buyer % 2 === 0 ? WAIT : {});
      if (status < 300) await other.buyer(buyer).put(`/api/orders/${(body as OrderBody).orderId}`);
    };
    await Promise.all(Array.from({ length: 100 }, (_, index) => buyAndCancel(index + 1)));
    await Promise.all([shop.bus.drain(), other.bus.drain()]);
    await shop.bus.drain();
    expect(await quantityOf(shop, lamp)).toBe(10);
  });

  it('sells a returned unit on every instance, although each had the product cached as sold out', async () => {
    const lamp = await shop.stocked(1);
    const { body } = await shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 }, WAIT);
    for (const instance of [shop, other]) {
      expect((await instance.buyer(2).post('/api/orders/v1', { productId: lamp, quantity: 1 })).status).toBe(409);
    }
    await shop.buyer(1).put(`/api/orders/${(body as OrderBody).orderId}`);
    await shop.bus.drain();
    let answer = await other.buyer(2).post('/api/orders/v1', { productId: lamp, quantity: 1 }, WAIT);
    while (answer.status === 409) {
      answer = await other.buyer(2).post('/api/orders/v1', { productId: lamp, quantity: 1 }, WAIT);
    }
    expect(answer.body).toMatchObject({ status: 'ORDER_SUCCESS' });
  });

  it('changes nothing when every event publication is handled twice', async () => {
    const lamp = await shop.stocked(20);
    await shop.database.execute(
      'CREATE TABLE repeated AS SELECT id, handler, event, payload, event_count FROM event_publications WHERE 1 = 0',
    );
    await shop.database.execute(
      `CREATE TRIGGER publications_kept BEFORE DELETE ON event_publications FOR EACH ROW
       INSERT INTO repeated (id, handler, event, payload, event_count) VALUES
         (OLD.id, OLD.handler, OLD.event, OLD.payload, OLD.event_count)`,
    );
    const outcomes = await sale([shop, other], 60, () => [[lamp, 1]]);
    const succeeded = await shop.database.query<{ order_id: number }>(
      `SELECT orders.order_id FROM orders JOIN order_items ON order_items.order_id = orders.order_id
       WHERE status = 'ORDER_SUCCESS' AND product_id = ? LIMIT 5`,
      [lamp],
    );
    for (const { order_id } of succeeded) await shop.admin.put(`/api/orders/${order_id}`);
    await Promise.all([shop.bus.drain(), other.bus.drain()]);
    await shop.database.execute('DROP TRIGGER publications_kept');
    const before = await shop.database.query('SELECT order_id, status FROM orders ORDER BY order_id');

    const { affectedRows } = await shop.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at)
       SELECT id + 500000000, handler, event, payload, event_count, NOW(3) FROM repeated`,
    );
    await shop.bus.drain();
    await shop.database.execute('DROP TABLE repeated');
    expect(affectedRows).toBeGreaterThan(0);
    expect(outcomes.get('ORDER_SUCCESS')).toBe(20);
    expect(await quantityOf(shop, lamp)).toBe(5);
    expect(await shop.database.query('SELECT order_id, status FROM orders ORDER BY order_id')).toEqual(before);
  });
});

describe('a sale without its lock', () => {
  it('sells exactly the stock with a lease of one millisecond', async () => {
    const variables = { LOCK_LEASE_MS: '1', LOCK_WAIT_MS: '5' };
    const shop = await openShop({ variables });
    const other = await openShop({ variables, beside: shop });
    try {
      const lamp = await shop.stocked(30);
      const outcomes = await sale([shop, other], 300, () => [[lamp, 1]]);
      expect(outcomes.get('ORDER_SUCCESS')).toBe(30);
      await expectConserved(shop, other);
    } finally {
      await other.close();
      await shop.close();
    }
  });

  it('continues when Redis stops during the sale, and when its data is wiped', async () => {
    const proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    const shop = await openShop({ variables: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) } });
    const redis = new Redis(Number(process.env['REDIS_PORT'] ?? 6379), process.env['REDIS_HOST'] ?? '', {
      ...(process.env['REDIS_PASSWORD'] ? { password: process.env['REDIS_PASSWORD'] } : {}),
    });
    try {
      const lamp = await shop.stocked(60);
      const first = await sale([shop], 20, () => [[lamp, 1]]);
      const keys = await redis.keys(`${shop.scheme}:*`);
      if (keys.length > 0) await redis.del(keys);
      const second = await sale([shop], 20, () => [[lamp, 1]]);
      const running = sale([shop], 200, () => [[lamp, 1]]);
      proxy.cut();
      const third = await running;
      const succeeded = [first, second, third].map((outcomes) => outcomes.get('ORDER_SUCCESS') ?? 0);
      expect(succeeded).toEqual([20, 20, 20]);
      await expectConserved(shop);
    } finally {
      redis.disconnect();
      await shop.close();
      await proxy.close();
    }
  });
});
