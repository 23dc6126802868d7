import { IdBlocks } from '#platform/database/id-blocks';
import { StockClient } from '#stock';
import { OrderQueries } from '../../src/modules/order/persistence/order.queries';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';

interface OrderBody {
  orderId: number;
  status: string;
  failureReason: string | null;
}
const one = (productId: number, quantity = 1) => ({ orderItems: [{ productId, quantity }] });
const WAIT = { Prefer: 'wait=30' };

describe('an order', () => {
  let shop: Shop;
  let buyer = 0;
  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(() => {
    buyer++;
  });
  afterEach(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
  });
  afterAll(() => shop.close());

  it('is accepted before its stock is decided, and is decided right afterwards', async () => {
    const lamp = await shop.stocked(3, 10_000);
    const answer = await shop.buyer(buyer).post('/api/orders/products', one(lamp, 2));
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      orderId: expect.any(Number) as number,
      userId: buyer,
      items: [
        {
          productId: lamp,
          productVersion: 1,
          productName: '램프',
          quantity: 2,
          originalPrice: 10_000,
          productPrice: 10_000,
          eventId: null,
          itemTotalPrice: 20_000,
        },
      ],
      totalOrderCount: 2,
      totalOrderPrice: 20_000,
      orderDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      status: 'ORDER_BEFORE',
      stage: 'CREATED',
      failureReason: null,
    });
    const { orderId } = answer.body as OrderBody;
    expect(answer.headers.get('location')).toBe(`/api/orders/${orderId}`);

    await shop.bus.drain();
    const seen = await shop.buyer(buyer).get(`/api/orders/${orderId}`);
    expect(seen.body).toEqual({ ...(answer.body as object), status: 'ORDER_SUCCESS', stage: 'PAYMENT_COMPLETED' });
    const { body: stock } = await shop.buyer(buyer).get(`/api/stocks/product/${lamp}`);
    expect(stock).toMatchObject({ quantity: 1, available: true });
  });

  it('is returned with its outcome when the client prefers to wait', async () => {
    const lamp = await shop.stocked(2);
    const succeeded = await shop.buyer(buyer).post('/api/orders/v1', { productId: lamp, quantity: 1 }, WAIT);
    expect([succeeded.status, succeeded.headers.get('preference-applied')]).toEqual([201, 'wait=30']);
    expect(succeeded.body).toMatchObject({ status: 'ORDER_SUCCESS', failureReason: null });

    const failed = await shop.buyer(buyer).post('/api/orders/v2', one(lamp, 2), WAIT);
    expect(failed.status).toBe(201);
    expect(failed.body).toMatchObject({ status: 'ORDER_FAILURE', failureReason: 'INSUFFICIENT_STOCK' });
  });

  it('is returned as the database has it, whether this instance decided it or another', async () => {
    const other = await openShop({ beside: shop });
    try {
      const [lamp, rug] = [await shop.stocked(3, 10_000), await shop.stocked(1)];
      const queries = shop.app.get(OrderQueries, { strict: false });
      const find = queries.find.bind(queries);
      let reads = 0;
      queries.find = (...order) => {
        reads++;
        return find(...order);
      };
      const items = [rug, lamp].map((productId) => ({ productId, quantity: 1 }));
      const own = await shop.buyer(buyer).post('/api/orders/products', { orderItems: items }, WAIT);
      expect([own.status, reads]).toEqual([201, 0]);

      const failing = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
      const waiting = shop.buyer(buyer).post('/api/orders/products', one(lamp, 3), WAIT);
      await failing.reached;
      await shop.database.execute('UPDATE instances SET alive_until = NOW(3) - INTERVAL 1 SECOND');
      await shop.database.execute('UPDATE event_publications SET due_at = NOW(3)');
      await other.bus.drain();
      const others = await waiting;
      failing.release();
      expect([others.status, reads]).toEqual([201, 1]);

      for (const { body } of [own, others]) {
        const { orderId } = body as OrderBody;
        expect((await other.buyer(buyer).get(`/api/orders/${orderId}`)).body).toEqual(body);
      }
      queries.find = find;
    } finally {
      await other.close();
    }
  });

  it('is refused and not stored when its product is sold out or never had stock', async () => {
    const [lamp, never] = [await shop.stocked(1), await shop.stocked(0)];
    await shop.buyer(buyer).post('/api/orders/products', one(lamp), WAIT);
    for (const productId of [lamp, never]) {
      const refused = await shop.buyer(buyer).post('/api/orders/products', one(productId));
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ code: 'INSUFFICIENT_STOCK' });
      expect((refused.body as { detail: string }).detail).toContain(String(productId));
    }
    const { body } = await shop.buyer(buyer).get('/api/orders');
    expect((body as { items: unknown[] }).items).toHaveLength(1);
  });

  it('succeeds again as soon as units were added', async () => {
    const lamp = await shop.stocked(0);
    expect((await shop.buyer(buyer).post('/api/orders/products', one(lamp))).status).toBe(409);
    await shop.admin.post(`/api/stocks/product/${lamp}/increase?quantity=1`);
    expect((await shop.buyer(buyer).post('/api/orders/products', one(lamp), WAIT)).body).toMatchObject({
      status: 'ORDER_SUCCESS',
    });
  });

  it('takes all of its products or none', async () => {
    const [plenty, few] = [await shop.stocked(10), await shop.stocked(1)];
    const both = (quantity: number) => ({
      orderItems: [
        { productId: plenty, quantity: 1 },
        { productId: few, quantity },
      ],
    });
    const failed = await shop.buyer(buyer).post('/api/orders/products', both(2), WAIT);
    expect(failed.body).toMatchObject({ status: 'ORDER_FAILURE' });
    const succeeded = await shop.buyer(buyer).post('/api/orders/products', both(1), WAIT);
    expect(succeeded.body).toMatchObject({ status: 'ORDER_SUCCESS', totalOrderCount: 2 });
    const { body } = await shop.buyer(buyer).post('/api/stocks/search', { productIds: [few, plenty] });
    expect((body as { quantity: number }[]).map(({ quantity }) => quantity)).toEqual([0, 9]);
  });

  it('is refused with the ids of the products that do not exist', async () => {
    const answer = await shop.buyer(buyer).post('/api/orders/products', one(987_654));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
    expect((answer.body as { detail: string }).detail).toContain('987654');
  });

  it('fails as unavailable when its product is deleted before it is decided', async () => {
    const lamp = await shop.stocked(5);
    await shop.admin.delete(`/api/products/${lamp}`);
    await shop.bus.drain();
    const [orderId] = await shop.app.get(IdBlocks).take('orders', 1);
    // An instance that still caches the product accepts the order; the stock then refuses it.
    await shop.database.execute(
      `INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at)
       VALUES (?, ?, 'ORDER_BEFORE', 1, 1, NOW(3))`,
      [orderId, buyer],
    );
    await shop.database.execute(
      `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price)
       VALUES (?, 0, ?, 'lamp', 1, 1, 1)`,
      [orderId, lamp],
    );
    await shop.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at)
       VALUES (900500, 'order.take-stock', 'order.placed', ?, 1, NOW(3))`,
      [JSON.stringify([{ orderId, lines: [{ productId: lamp, quantity: 1 }] }])],
    );
    await shop.bus.drain();
    expect((await shop.buyer(buyer).get(`/api/orders/${orderId}`)).body).toMatchObject({
      status: 'ORDER_FAILURE',
      failureReason: 'PRODUCT_UNAVAILABLE',
    });
  });

  it.each([
    ['no items', { orderItems: [] }],
    ['a product twice', { orderItems: [1, 1].map((productId) => ({ productId, quantity: 1 })) }],
    ['a quantity of 0', one(1, 0)],
    ['a quantity over the limit', one(1, 1001)],
    ['half a unit', one(1, 1.5)],
    ['a number as text', { orderItems: [{ productId: '1', quantity: 1 }] }],
    ['an unknown field', { orderItems: [{ productId: 1, quantity: 1, price: 1 }] }],
    ['a list in place of an item', { orderItems: [[]] }],
    ['null in place of an item', { orderItems: [null] }],
    ['too many items', { orderItems: Array.from({ length: 101 }, (_, i) => ({ productId: i + 1, quantity: 1 })) }],
  ])('with %s is refused and changes nothing', async (_, body) => {
    const answer = await shop.buyer(buyer).post('/api/orders/products', body);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  describe('of another user', () => {
    it('can be read and cancelled by an administrator only', async () => {
      const lamp = await shop.stocked(1);
      const { body } = await shop.buyer(buyer).post('/api/orders/products', one(lamp), WAIT);
      const path = `/api/orders/${(body as OrderBody).orderId}`;
      const otherUser = shop.buyer(buyer + 5000);
      for (const answer of [await otherUser.get(path), await otherUser.put(path)]) {
        expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'ORDER_NOT_FOUND']);
      }
      expect((await shop.admin.get(path)).body).toMatchObject({ userId: buyer });
      expect((await shop.admin.put(path)).body).toMatchObject({ status: 'ORDER_CANCELLED' });
    });
  });

  describe('when it is cancelled', () => {
    it('gives its stock back once, however often and concurrently the request is sent', async () => {
      const lamp = await shop.stocked(5);
      const { body } = await shop.buyer(buyer).post('/api/orders/products', one(lamp, 3), WAIT);
      const path = `/api/orders/${(body as OrderBody).orderId}`;
      const answers = await Promise.all(Array.from({ length: 10 }, () => shop.buyer(buyer).put(path)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(answers.map((answer) => (answer.body as OrderBody).status)).toEqual(answers.map(() => 'ORDER_CANCELLED'));
      await shop.bus.drain();
      expect((await shop.buyer(buyer).get(`/api/stocks/product/${lamp}`)).body).toMatchObject({ quantity: 5 });
    });

    it('leaves the stock unchanged if it was not decided yet', async () => {
      const lamp = await shop.stocked(5);
      const { body } = await shop.buyer(buyer).post('/api/orders/products', one(lamp, 3));
      const cancelled = await shop.buyer(buyer).put(`/api/orders/${(body as OrderBody).orderId}`);
      expect(cancelled.body).toMatchObject({ status: 'ORDER_CANCELLED' });
      await shop.bus.drain();
      expect((await shop.buyer(buyer).get(`/api/stocks/product/${lamp}`)).body).toMatchObject({ quantity: 5 });
    });

    it('is refused if it has failed', async () => {
      const lamp = await shop.stocked(1);
      const { body } = await shop.buyer(buyer).post('/api/orders/products', one(lamp, 2), WAIT);
      const answer = await shop.buyer(buyer).put(`/api/orders/${(body as OrderBody).orderId}`);
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'ORDER_NOT_CANCELLABLE']);
    });
  });

  it('is listed for its owner, newest first, by status and page by page', async () => {
    const lamp = await shop.stocked(2);
    const placed: number[] = [];
    for (const quantity of [1, 2, 1]) {
      const { body } = await shop.buyer(buyer).post('/api/orders/products', one(lamp, quantity), WAIT);
      placed.unshift((body as OrderBody).orderId);
    }
    const ids = (body: unknown) => (body as { items: OrderBody[] }).items.map(({ orderId }) => orderId);
    expect(ids((await shop.buyer(buyer).get('/api/orders')).body)).toEqual(placed);

    const first = (await shop.buyer(buyer).get('/api/orders?limit=2')).body as { nextCursor: string };
    expect(ids(first)).toEqual(placed.slice(0, 2));
    const rest = (await shop.buyer(buyer).get(`/api/orders?limit=2&cursor=${first.nextCursor}`)).body;
    expect(ids(rest)).toEqual(placed.slice(2));
    expect((rest as { nextCursor: null }).nextCursor).toBeNull();

    const failed = (await shop.buyer(buyer).get('/api/orders?status=ORDER_FAILURE')).body;
    expect(ids(failed)).toEqual([placed[1]]);
  });

  it('is listed for an administrator who names its owner, and for no other user', async () => {
    const lamp = await shop.stocked(2);
    const { body } = await shop.buyer(buyer).post('/api/orders/products', one(lamp), WAIT);
    const listed = await shop.admin.get(`/api/orders?userId=${buyer}`);
    expect((listed.body as { items: OrderBody[] }).items.map(({ orderId }) => orderId)).toEqual([body.orderId]);
    expect((await shop.admin.get('/api/orders')).body).toEqual({ items: [], nextCursor: null });
    const stranger = await shop.buyer(buyer + 1_000).get(`/api/orders?userId=${buyer}`);
    expect([stranger.status, stranger.body.code]).toEqual([403, 'FORBIDDEN']);
    expect((await shop.buyer(buyer).get(`/api/orders?userId=${buyer}`)).status).toBe(200);
  });
});
