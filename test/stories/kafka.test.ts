import { ORDER_PROGRESS, OrderClient } from '#order-client';
import { OrderPayments } from '#order-payments';
import { Outbox } from '../../src/modules/outbound/persistence/outbox';
import { describeWithKafka, MockKafka } from '../support/kafka';
import { pauseStep } from '../support/paused-step';
import { hook, makeAllDue, refreshSubscribers, storiesOf, waiting } from '../support/integrations';
import { openShop, type Shop } from '../support/shop';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { chargePoints } from '../support/payments';
import { type ReceivedEvent, WebhookReceiver } from '../support/webhook-receiver';

const wait = { Prefer: 'wait=30' };
const BY_HAND = { SHIP_AFTER_S: 'off', DELIVER_AFTER_S: 'off', RETURN_TAKES_S: 'off' };

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
  const openBoth = async (more: Record<string, string> = {}): Promise<void> => {
    const variables = { KAFKA_BROKERS: `127.0.0.1:${proxy.port}`, ...more };
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

  it('tells Kafka and a webhook alike of an order from its request to its return, in order, once per id', async () => {
    await openBoth(FULL);
    const receiver = await WebhookReceiver.open();
    await hook(shop, receiver.url);
    await refreshSubscribers(beside);
    const [lamp, desk] = [await shop.stocked(5, 10_000), await shop.stocked(5, 5_000)];
    const buyer = beside.buyer(7);
    const place = async (quantity: number) => {
      const orderItems = [lamp, desk].map((productId) => ({ productId, quantity }));
      return (await buyer.post('/api/orders/products', { orderItems }, wait)).body;
    };
    const pay = (orderId: number) => buyer.post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, wait);
    const handled = async (): Promise<void> => {
      await shop.bus.drain();
      await beside.bus.drain();
    };

    const returned = await place(2);
    const { orderId } = returned;
    await pay(orderId); // There are no points.
    await chargePoints(shop, 7, 50_000);
    const orders = shop.app.get(OrderClient, { strict: false });
    await shop.app.get(OrderPayments, { strict: false }).authorize([{ orderId, purpose: 'REQUEST' }]);
    await pay(orderId);
    await handled();
    for (const [index, progress] of ORDER_PROGRESS.entries()) {
      await orders.progress([{ orderId, progress, version: index + 1 }]);
    }
    const [cancelled, unpaid, missed] = [await place(1), await place(1), await place(4)];
    await pay(cancelled.orderId);
    await buyer.put(`/api/orders/${cancelled.orderId}`);
    await shop.database.execute('UPDATE order_reservations SET reserved_until = NOW(3) WHERE order_id = ?', [
      unpaid.orderId,
    ]);
    const isOpen = () =>
      shop.database.query(
        `SELECT 1 FROM order_reservations UNION ALL SELECT 1 FROM refunds WHERE state = 'DUE'
         UNION ALL SELECT 1 FROM event_publications WHERE state = 'DUE'`,
      );
    await until(async () => (await isOpen()).length === 0);
    await handled();
    await everythingArrives();
    const topics = ['order-events', 'inventory-events', 'payment-events', 'order.completed'];
    const ofKafka = (await Promise.all(topics.map(eventsIn))).flat();
    for (const events of [ofKafka, receiver.events]) {
      const said = (aggregateId: number, pattern: RegExp) =>
        events
          .filter((event) => event.aggregateId === aggregateId && pattern.test(event.type))
          .map(
            ({ type, data }) => `${type} ${JSON.stringify(data['status'] ?? data['productId']).replaceAll('"', '')}`,
          );
      const completed = ['order.settled PAYMENT_COMPLETED', 'order.shipment-preparing SHIPMENT_PREPARING'];
      expect(said(orderId, /^order\.(?!completed)/)).toEqual([
        ...['order.placed CREATED', 'order.payment-failed PAYMENT_FAILED'],
        ...['order.payment-requested PAYMENT_REQUESTED', ...completed],
        ...ORDER_PROGRESS.map((progress) => `order.progressed ${progress}`),
      ]);
      // Kafka keeps the units of an order in order per product: the product is the key.
      const units = (aggregateId: number) =>
        [lamp, desk].map((productId) =>
          said(aggregateId, /^stock\.(?!changed)/).flatMap((one) =>
            one.endsWith(` ${productId}`) ? one.split(' ')[0] : [],
          ),
        );
      const twice = (types: readonly string[]) => [types, types];
      expect(units(orderId)).toEqual(twice(['stock.reserved', 'stock.confirmed']));
      expect(units(cancelled.orderId)).toEqual(twice(['stock.reserved', 'stock.confirmed', 'stock.released']));
      expect(said(cancelled.orderId, /^order\.(?!completed)/)).toEqual([
        ...['order.placed CREATED', ...completed, 'order.cancelled CANCELLED'],
      ]);
      expect(said(unpaid.orderId, /^order\./)).toEqual(['order.placed CREATED', 'order.cancelled EXPIRED']);
      expect(units(unpaid.orderId)).toEqual(twice(['stock.reserved', 'stock.released']));
      expect(said(missed.orderId, /^order\./)).toEqual(['order.placed CREATED', 'order.settled FAILED']);
      expect(units(missed.orderId)).toEqual(twice([]));
      const payments = events
        .filter(({ type }) => type.startsWith('payment.'))
        .toSorted((one, other) => one.aggregateId - other.aggregateId);
      expect(payments.map(({ type, data }) => [type, data['orderId'], data['amount']])).toEqual([
        ['payment.ended', orderId, 0],
        ['payment.ended', orderId, 30_000],
        ['payment.ended', cancelled.orderId, 15_000],
        ['payment.refunded', cancelled.orderId, 15_000],
      ]);
      const whole = events.filter(({ type }) => type === 'order.completed');
      expect(whole.map(({ aggregateId }) => aggregateId).toSorted()).toEqual([orderId, cancelled.orderId].toSorted());
      const [ofReturned] = whole.filter(({ aggregateId }) => aggregateId === orderId);
      const { paidAt, paymentId, timestamp, ...data } = ofReturned?.data ?? {};
      expect(timestamp).toBe(ofReturned?.time);
      const [paidMs, wholeMs] = [Date.parse(String(paidAt)), Date.parse(String(timestamp))];
      expect([Math.abs(paidMs - wholeMs) < 1_000, typeof paymentId]).toEqual([true, 'number']);
      expect(data).toEqual({
        ...{ orderId, userId: 7, orderedAt: returned.orderDate, status: 'PAYMENT_COMPLETED' },
        lines: [
          [lamp, 10_000],
          [desk, 5_000],
        ].map(([productId, price]) => ({
          ...{
            productId,
            productName: expect.any(String) as unknown,
            quantity: 2,
            price,
            discountShare: 0,
            pointsShare: 0,
          },
        })),
        ...{ totalPrice: 30_000, discount: 0, pointsUsed: 0, paid: 30_000 },
      });
    }
    // Both got the same texts under the same ids; only the sequences differ.
    const texts = (events: readonly ReceivedEvent[]) =>
      new Map(events.map(({ sequence: _, ...event }) => [event.id, event]));
    const ofWebhook = texts(receiver.events.filter(({ type }) => /^(order|payment|stock)\./.test(type)));
    const sent = texts(ofKafka);
    for (const [id, event] of ofWebhook) expect([id, sent.get(id)]).toEqual([id, event]);
    expect(JSON.stringify([...sent.values()])).not.toContain('address');
    await receiver.close();
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

const FULL = { PAYMENTS: 'on', SHIPPING: 'on', WEBHOOK_PRIVATE_ADDRESSES: 'on', ...BY_HAND };

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
