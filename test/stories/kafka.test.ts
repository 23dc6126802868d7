import { Outbox } from '../../src/modules/outbound/persistence/outbox';
import { describeWithKafka, MockKafka } from '../support/kafka';
import { pauseStep } from '../support/paused-step';
import { makeAllDue, refreshSubscribers, storiesOf, waiting } from '../support/integrations';
import { openShop, type Shop } from '../support/shop';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import type { ReceivedEvent } from '../support/webhook-receiver';

const wait = { Prefer: 'wait=30' };

describeWithKafka('a shop with a Kafka', () => {
  let kafka: MockKafka;
  let proxy: TcpProxy;
  let shop: Shop;
  let beside: Shop;

  beforeEach(async () => {
    kafka = await MockKafka.open();
    const [host = '', port = ''] = kafka.address.split(':');
    proxy = await TcpProxy.to(host, Number(port));
  });
  afterEach(async () => {
    await beside.close();
    await shop.close();
    await proxy.close();
    await kafka.close();
  });
  const openBoth = async (): Promise<void> => {
    const variables = { KAFKA_BROKERS: `127.0.0.1:${proxy.port}` };
    shop = await openShop({ variables });
    beside = await openShop({ variables, beside: shop });
  };
  const sell = async (productId: number, buyers: number) =>
    Promise.all(
      Array.from({ length: buyers }, (_, index) =>
        (index % 2 === 0 ? shop : beside).buyer(index + 1).post('/api/orders/v1', { productId, quantity: 1 }, wait),
      ),
    );
  const everythingArrives = (): Promise<unknown> =>
    until(async () => {
      await makeAllDue(shop);
      await refreshSubscribers(beside);
      return (await waiting(shop)) === 0;
    });
  /** Each once by its id, in the order of its first arrival. */
  const eventsIn = async (topic: string): Promise<ReceivedEvent[]> => {
    const messages = await kafka.read(topic);
    expect(messages.filter(({ key, event }) => key !== keyOf(event))).toEqual([]);
    return [...new Map(messages.toReversed().map(({ event }) => [event.id, event])).values()].toReversed();
  };

  it('sends every order event in order, once per id, and the stock adds up', async () => {
    await openBoth();
    const productId = await shop.stocked(20);
    const orders = await sell(productId, 30);
    const successful = orders
      .filter(({ body }) => body.status === 'ORDER_SUCCESS')
      .map(({ body }) => body.orderId as number);
    await Promise.all(successful.slice(0, 3).map((orderId) => beside.admin.put(`/api/orders/${orderId}`)));
    await shop.bus.drain();
    await beside.bus.drain();
    await everythingArrives();
    const expected = orders
      .filter(({ body }) => body.orderId !== undefined)
      .map(({ body: { orderId } }): [number, string[]] => [
        orderId,
        ['order.placed', 'order.settled', ...(successful.indexOf(orderId) in [0, 1, 2] ? ['order.cancelled'] : [])],
      ]);
    expect(storiesOf(await eventsIn('order-events'))).toEqual(new Map(expected));
    let sum = 0;
    const inventory = await eventsIn('inventory-events');
    for (const { data } of inventory.filter(({ type }) => type === 'stock.changed')) {
      sum += data['delta'] as number;
      expect([data['productId'], data['quantity']]).toEqual([productId, sum]);
    }
    expect([successful.length, sum]).toEqual([20, 3]);
    // An order that needs no payment reserves nothing before; what it gives back is said.
    expect(storiesOf(inventory, 'stock.r')).toEqual(
      new Map(successful.slice(0, 3).map((orderId) => [orderId, ['stock.released']])),
    );
    // Sent events leave no rows.
    expect(await shop.database.query('SELECT * FROM outbound_deliveries')).toEqual([]);
  });

  it('sells on while Kafka is unavailable, and sends all events when it is back', async () => {
    proxy.cut();
    await openBoth();
    const productId = await shop.stocked(10);
    const orders = await sell(productId, 10);
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await waiting(shop)).toBeGreaterThanOrEqual(20);
    proxy.mend();
    await everythingArrives();
    expect(storiesOf(await eventsIn('order-events')).size).toBe(10);
    const stock = await eventsIn('inventory-events');
    expect(stock[0]?.data).toEqual({ productId, change: 'INCREASED', delta: 10, quantity: 10 });
    expect(stock.at(-1)?.data['quantity']).toBe(0);
  });

  it('sends again under the same id what could not be stored as sent', async () => {
    await openBoth();
    const outboxes = [shop, beside].map(({ app }) => app.get(Outbox, { strict: false }));
    const pausedUpdates = outboxes.map((outbox) => pauseStep(outbox, 'sent'));
    const productId = await shop.stocked(1);
    await Promise.race(pausedUpdates.map(({ reached }) => reached));
    // The database is unavailable when the result is stored.
    for (const outbox of outboxes) Object.defineProperty(outbox, 'database', { value: brokenOnce(shop.database) });
    for (const { release } of pausedUpdates) release();
    await everythingArrives();
    const messages = await kafka.read('inventory-events');
    expect(messages.map(({ key, event }) => [key, event.type])).toEqual([
      [String(productId), 'stock.changed'],
      [String(productId), 'stock.changed'],
    ]);
    expect(messages[0]?.event).toEqual(messages[1]?.event);
  });
});

/** The units of orders are in order per order, but Kafka keeps those of a product together. */
function keyOf({ type, aggregateId, data }: ReceivedEvent): string {
  return String(type === 'stock.changed' || !type.startsWith('stock.') ? aggregateId : data['productId']);
}

/** The first deletion fails. */
function brokenOnce<T extends object>(database: T): T {
  let broken = false;
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (sql: string, ...rest: unknown[]): unknown => {
        if (!broken && name === 'execute' && sql.startsWith('DELETE')) {
          broken = true;
          return Promise.reject(new Error('No answer in time'));
        }
        return (value as (...all: unknown[]) => unknown).call(target, sql, ...rest);
      };
    },
  });
}
