import { type Order, type OrderLine, place } from '../../src/modules/order/domain/order';
import { OrderRepository } from '../../src/modules/order/persistence/order.repository';
import { OrderMetrics } from '../../src/modules/order/order-metrics';
import { type Claim, KeyAlreadyClaimed } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { type TestPlatform, openPlatform } from '../support/platform';

const line = (changes: Partial<OrderLine> = {}): OrderLine => ({
  productId: 1,
  productVersion: 1,
  productName: '램프',
  quantity: 1,
  originalPrice: 100,
  price: 90,
  eventId: null,
  ...changes,
});
const order = (orderId: number, lines: OrderLine[] = [line()]): Order =>
  place({ orderId, userId: 7, lines, orderedAt: new Date() });
const claim = (key: string, userId = 7): Claim => ({ userId, key, hash: Buffer.alloc(32, key) });

describe('orders that are added at the same time', () => {
  let platform: TestPlatform;
  let orders: OrderRepository;
  let committed = 0;

  beforeAll(async () => {
    platform = await openPlatform({ providers: [OrderRepository, OrderMetrics] });
    orders = platform.module.get(OrderRepository);
    const transaction = platform.database.transaction.bind(platform.database);
    platform.database.transaction = async (work, options) => {
      const result = await transaction(work, options);
      committed++;
      return result;
    };
  });
  beforeEach(() => (committed = 0));
  afterEach(async () => {
    for (const table of ['orders', 'order_items', 'idempotency_keys'])
      await platform.database.execute(`DELETE FROM ${table}`);
  });
  afterAll(() => platform.close());
  const stored = async (): Promise<number[]> =>
    (await platform.database.query<{ id: number }>('SELECT order_id AS id FROM orders ORDER BY 1')).map(({ id }) => id);

  it('share one commit', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, index) => orders.add(order(index + 1))));
    expect(await stored()).toHaveLength(100);
    expect(committed).toBe(1);
  });

  it('fail alone when a row is too long, a number too large or an id taken', async () => {
    await orders.add(order(1));
    const adding = [
      order(2),
      order(3, [line({ productName: 'x'.repeat(201) })]),
      order(4),
      order(5, [line({ quantity: 2 ** 40 })]),
      order(1),
      order(6),
    ].map((one) => orders.add(one));
    const outcomes = await Promise.allSettled(adding);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await stored()).toEqual([1, 2, 4, 6]);
    const items = await platform.database.query('SELECT order_id FROM order_items');
    expect(items).toHaveLength(4);
  });

  it('fail alone and store nothing when their key was claimed by another request', async () => {
    await orders.add(order(1), claim('mine'));
    const outcomes = await Promise.allSettled([
      orders.add(order(2), claim('mine')),
      orders.add(order(3), claim('other')),
      orders.add(order(4), claim('MINE')),
      orders.add(order(5), claim('mine', 8)),
      orders.add(order(6)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...Array<string>(4).fill('fulfilled')]);
    expect((outcomes[0] as PromiseRejectedResult).reason).toBeInstanceOf(KeyAlreadyClaimed);
    expect(await stored()).toEqual([1, 3, 4, 5, 6]);
  });

  it('never deadlock with those of another instance over the same keys, in whatever order they arrive', async () => {
    const beside = await openPlatform({ providers: [OrderRepository, OrderMetrics], beside: platform });
    const other = beside.module.get(OrderRepository);
    const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);
    let adding: Promise<unknown> = Promise.resolve();
    // A third transaction holds a key in the middle, so that both wait while they hold the locks before it.
    await platform.database.transaction(async (tx) => {
      await platform.module.get(IdempotencyKeys).claim(tx, claim('key-20'), 1);
      adding = Promise.allSettled([
        ...keys.map((key, index) => orders.add(order(100 + index), claim(key))),
        ...[...keys].reverse().map((key, index) => other.add(order(200 + index), claim(key))),
      ]);
      for (let query = 0; query < 100; query++) await tx.query('SELECT 1');
    });
    await adding;
    const reruns = platform.database.reruns + beside.database.reruns;
    await beside.close();
    expect(await stored()).toHaveLength(39);
    expect(reruns).toBe(0);
  });
});
