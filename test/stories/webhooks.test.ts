import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { OutboundClient } from '../../src/modules/outbound/outbound.contract';
import { Outbox } from '../../src/modules/outbound/persistence/outbox';
import { SubscriberRepository } from '../../src/modules/outbound/persistence/subscriber.repository';
import { SubscriberCache } from '../../src/modules/outbound/persistence/subscriber-cache';
import type { EventDispatcher } from '#platform/events/event-dispatcher';
import { claim, createCoupon } from '../support/coupons';
import { createDeal } from '../support/deals';
import { pauseStep } from '../support/paused-step';
import { EVERYTHING, makeAllDue, hook, refreshSubscribers, storiesOf, waiting } from '../support/integrations';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';
import { type Behaviour, WebhookReceiver } from '../support/webhook-receiver';

const ANYWHERE = { WEBHOOK_PRIVATE_ADDRESSES: 'on' };
const wait = { Prefer: 'wait=30' };

/** A step that other code waits for. */
function step(): { readonly done: Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  return { done, end: () => end() };
}

describe('a shop without subscribers', () => {
  it('stores no integration events', async () => {
    const shop = await openShop();
    const productId = await shop.stocked(3);
    const eventId = await createDeal(shop.admin, [productId]);
    const order = await shop.buyer(1).post('/api/orders/v1', { productId, quantity: 1 }, wait);
    await shop.buyer(1).put(`/api/orders/${order.body.orderId}`);
    await shop.admin.delete(`/api/event/${eventId}`);
    await shop.admin.delete(`/api/products/${productId}`);
    await claim(shop.buyer(7), await createCoupon(shop.admin));
    await shop.bus.drain();
    const stored = await shop.database.query(
      `SELECT delivery_id AS id FROM outbound_deliveries
       UNION ALL SELECT id FROM event_publications WHERE event IN ('stock.changed', 'coupon.issued')`,
    );
    const inserted = await shop.database.execute(
      `INSERT INTO outbound_deliveries (subscriber_id, topic, aggregate_id, event_id, event_type, data)
       VALUES (1, 'order-events', 1, '', '', '')`,
    );
    // This is the first id of all, so no row was ever inserted before, not even one that was deleted.
    expect([stored, inserted.insertId]).toEqual([[], 1]);
    await shop.close();
  });
});

describe('a webhook', () => {
  let shop: Shop;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    shop = await openShop({ variables: ANYWHERE });
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    receiver = await WebhookReceiver.open();
  });
  afterEach(async () => {
    const { body } = await shop.admin.get('/api/admin/webhooks?limit=100');
    for (const { webhookId } of body.items) await shop.admin.delete(`/api/admin/webhooks/${webhookId}`);
    await shop.app.get(OutboundClient, { strict: false }).deleteSent();
    await receiver.close();
  });
  const buy = (userId: number, productId: number, from = shop) =>
    from.buyer(userId).post('/api/orders/v1', { productId, quantity: 1 }, wait);
  const everythingArrives = (): Promise<unknown> =>
    until(async () => {
      await makeAllDue(shop);
      return (await waiting(shop)) === 0;
    });

  it('receives every event of an order, a stock level, a deal and a coupon', async () => {
    await hook(shop, receiver.url);
    const productId = await shop.stocked(3);
    const startEventTime = new Date(Date.now() + 1_500).toISOString();
    const eventId = await createDeal(shop.admin, [productId], { startEventTime });
    const { body: order } = await buy(7, productId);
    await shop.buyer(7).put(`/api/orders/${order.orderId}`);
    await shop.bus.drain();
    await shop.admin.post(`/api/stocks/product/${productId}/reset?quantity=9`);
    await until(async () => receiver.events.some(({ type }) => type === 'hot-deal.opened'));
    const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 1, startEventTime };
    const change = { ...terms, eventName: '마감 세일', productIds: [productId] };
    expect((await shop.admin.put(`/api/event/${eventId}`, change)).body).toMatchObject({ eventName: '마감 세일' });
    await shop.admin.delete(`/api/event/${eventId}`);
    await shop.admin.delete(`/api/products/${productId}`);
    const couponId = await createCoupon(shop.admin);
    const [, userCouponId] = await claim(shop.buyer(7), couponId);
    await claim(shop.buyer(7), couponId);
    await shop.bus.drain();
    await everythingArrives();
    const of = (type: string) => receiver.events.filter((event) => event.type.startsWith(type));
    const ofOrder = { orderId: order.orderId, userId: 7 };
    const ofOrders = of('order.').filter(({ type }) => type !== 'order.completed');
    expect(ofOrders.map(({ type, data: { timestamp: _, ...data } }) => [type, data])).toEqual([
      [
        'order.placed',
        { ...ofOrder, orderedAt: order.orderDate, lines: [{ productId, quantity: 1 }], status: 'CREATED' },
      ],
      ['order.settled', { ...ofOrder, orderStatus: 'ORDER_SUCCESS', failureReason: null, status: 'PAYMENT_COMPLETED' }],
      ['order.cancelled', { ...ofOrder, orderStatus: 'ORDER_CANCELLED', failureReason: null, status: 'CANCELLED' }],
    ]);
    expect(of('stock.changed').map(({ aggregateId, data }) => [aggregateId, data])).toEqual(
      [
        ['INCREASED', 3, 3],
        ['TAKEN', -1, 2],
        ['GIVEN_BACK', 1, 3],
        ['RESET', 6, 9],
        ['RETIRED', 0, 9],
      ].map(([change, delta, quantity]) => [productId, { productId, change, delta, quantity }]),
    );
    expect(of('hot-deal.').map(({ type, aggregateId, data }) => [type, aggregateId, data['productIds']])).toEqual([
      ['hot-deal.created', eventId, [productId]],
      ['hot-deal.opened', eventId, [productId]],
      ['hot-deal.changed', eventId, [productId]],
      ['hot-deal.ended', eventId, [productId]],
    ]);
    expect(of('coupon.').map(({ type, aggregateId, data }) => [type, aggregateId, data])).toEqual([
      ['coupon.issued', couponId, { couponId, userId: 7, userCouponId }],
    ]);
    const fieldsOf = (type: string): string[] => Object.keys(of(type)[0]?.data ?? {});
    expect(fieldsOf('hot-deal.changed')).toEqual(fieldsOf('hot-deal.opened'));
    const [first] = receiver.events;
    expect(Object.keys(first as object)).toEqual([
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'aggregateId',
      'sequence',
      'data',
    ]);
    expect([first?.specversion, first?.source, new Date(first?.time ?? '').toISOString()]).toEqual([
      '1.0',
      'hotdeal',
      first?.time,
    ]);
  });

  it('verifies by its secret the sender, the body and the time', async () => {
    const { secret } = await hook(shop, receiver.url, ['stock.changed']);
    await shop.stocked(1);
    await everythingArrives();
    const [request] = receiver.requests;
    const [, seconds = '', given] =
      /^t=(\d+),v1=([\da-f]{64})$/.exec(String(request?.headers['x-hotdeal-signature'])) ?? [];
    expect(createHmac('sha256', secret).update(`${seconds}.${request?.text}`).digest('hex')).toBe(given);
    expect(Math.abs(Date.now() / 1_000 - Number(seconds))).toBeLessThan(300);
    const verifier = new Webhook(secret, { format: 'raw' });
    const headers = request?.headers as Record<string, string>;
    expect(verifier.verify(request?.text ?? '', headers)).toEqual(request?.event);
    expect(headers['webhook-id']).toBe(request?.event.id);
    expect(() => verifier.verify(`${request?.text} `, headers)).toThrow('No matching signature');
    expect(request?.headers['content-type']).toBe('application/json');
    const listed = await shop.admin.get('/api/admin/webhooks');
    expect(JSON.stringify(listed.body)).not.toContain(secret);
  });

  it('receives every order event in order, once per id, when it fails, breaks off and redirects', async () => {
    await hook(shop, receiver.url);
    const moods: Behaviour[] = [204, 500, 'reset', 302];
    receiver.behaviour = ({ aggregateId, sequence }, attempt) =>
      attempt > 2 ? 200 : (moods[(aggregateId + sequence + attempt) % moods.length] ?? 204);
    const beside = await openShop({ variables: ANYWHERE, beside: shop });
    await refreshSubscribers(beside);
    const productId = await shop.stocked(30);
    const buyers = Array.from({ length: 40 }, (_, index) => index + 1);
    const orders = await Promise.all(buyers.map((userId) => buy(userId, productId, userId % 2 === 0 ? shop : beside)));
    const successful = orders.filter(({ body }) => body.status === 'ORDER_SUCCESS');
    await Promise.all(successful.slice(0, 5).map(({ body }) => beside.admin.put(`/api/orders/${body.orderId}`)));
    await beside.bus.drain();
    await shop.bus.drain();
    await everythingArrives();
    await beside.close();
    expect(successful).toHaveLength(30);
    const cancelled = new Set(successful.slice(0, 5).map(({ body }) => body.orderId));
    const expected = orders
      .filter(({ body }) => body.orderId !== undefined)
      .map(({ body: { orderId } }): [number, string[]] => [
        orderId,
        ['order.placed', 'order.settled', ...(cancelled.has(orderId) ? ['order.cancelled'] : [])],
      ]);
    expect(storiesOf(receiver.events)).toEqual(new Map(expected));
    const stock = receiver.events.filter(({ type }) => type === 'stock.changed');
    const sums = stock.map(({ data }) => [data['delta'], data['quantity']] as [number, number]);
    let sum = 0;
    for (const [delta, quantity] of sums) expect(quantity).toBe((sum += delta));
    expect(sum).toBe(5);
    for (const [aggregate, sequences] of sequencesOf(receiver)) {
      expect([aggregate, sequences]).toEqual([aggregate, sequences.toSorted((one, other) => one - other)]);
    }
  });

  it('receives all other events when it refuses one, except later events of the same order', async () => {
    await hook(shop, receiver.url, ['order.placed', 'order.settled']);
    const productId = await shop.stocked(9);
    let stuck = 0;
    receiver.behaviour = ({ aggregateId }) => ((stuck ||= aggregateId) === aggregateId ? 500 : 204);
    const { body: first } = await buy(1, productId);
    await until(async () => receiver.requests.length > 0);
    expect(stuck).toBe(first.orderId);
    const { body: second } = await buy(2, productId);
    await until(async () => receiver.events.length === 2);
    for (let again = 0; again < 3; again++) {
      const before = receiver.requests.length;
      await until(async () => {
        await makeAllDue(shop);
        return receiver.requests.length > before;
      });
    }
    expect(new Set(receiver.requests.filter(({ accepted }) => !accepted).map(({ event }) => event.type))).toEqual(
      new Set(['order.placed']),
    );
    receiver.behaviour = () => 204;
    await everythingArrives();
    expect(storiesOf(receiver.events)).toEqual(
      new Map([
        [second.orderId, ['order.placed', 'order.settled']],
        [first.orderId, ['order.placed', 'order.settled']],
      ]),
    );
  });

  it('delays neither other webhooks nor the sale when it never answers', async () => {
    const silent = await WebhookReceiver.open();
    silent.behaviour = () => 'hang';
    await hook(shop, silent.url);
    await hook(shop, receiver.url, ['order.placed', 'order.settled']);
    const productId = await shop.stocked(30);
    const orders = await Promise.all(Array.from({ length: 30 }, (_, index) => buy(index + 1, productId)));
    await until(async () => receiver.events.length === 60);
    expect(orders.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 201));
    expect(silent.requests.length).toBeGreaterThan(0);
    await silent.close();
  });

  it('is retried after a longer pause at each failure, with the reason in its log', async () => {
    const { webhookId } = await hook(shop, receiver.url, ['stock.changed']);
    receiver.behaviour = () => 503;
    await shop.stocked(1);
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt++) {
      const pause = await until(async () => {
        const [row] = await shop.database.query<{ pause: number; attempts: number }>(
          `SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), due_at) / 1e6 AS pause, attempts FROM outbound_deliveries`,
        );
        return row?.attempts === attempt && Number(row.pause);
      });
      pauses.push(pause);
      await makeAllDue(shop);
    }
    const most = (attempt: number): number => Math.min(2 ** attempt, 300);
    expect(pauses.filter((pause, attempt) => pause > most(attempt))).toEqual([]);
    // The pause is at least half of it, less the time that the query took.
    expect(pauses.filter((pause, attempt) => attempt >= 4 && pause < most(attempt) / 2 - 4)).toEqual([]);
    const { body } = await shop.admin.get(`/api/admin/webhooks/${webhookId}/deliveries?state=due`);
    expect(body.items[0]).toMatchObject({ eventType: 'stock.changed', state: 'due', lastError: 'Answered 503' });
  });

  it('receives again what an administrator replays: one event, or all since a time', async () => {
    const { webhookId } = await hook(shop, receiver.url, ['stock.changed']);
    const path = `/api/admin/webhooks/${webhookId}`;
    const before = await shop.stocked(1);
    await everythingArrives();
    await shop.database.execute('UPDATE outbound_deliveries SET happened_at = happened_at - INTERVAL 1 HOUR');
    const since = new Date(Date.now() - 1_800_000).toISOString();
    const productId = await shop.stocked(1);
    await shop.admin.post(`/api/stocks/product/${productId}/increase?quantity=1`);
    await everythingArrives();
    const { body: log } = await shop.admin.get(`${path}/deliveries?state=sent&limit=2`);
    expect(log.items.map((one: { aggregateId: number; attempts: number }) => [one.aggregateId, one.attempts])).toEqual([
      [productId, 1],
      [productId, 1],
    ]);
    const older = await shop.admin.get(`${path}/deliveries?cursor=${log.nextCursor}`);
    expect(older.body).toMatchObject({ items: [{ aggregateId: before, state: 'sent' }], nextCursor: null });
    expect((await shop.admin.post(`${path}/deliveries/${older.body.items[0].deliveryId}/replay`)).status).toBe(204);
    await until(async () => receiver.requests.length === 4);
    const { body } = await shop.admin.post(`${path}/replay`, { since });
    expect(body).toEqual({ replayed: 2, next: null });
    await until(async () => receiver.requests.length === 6);
    const quantities = receiver.requests.map(({ event }) => [event.aggregateId, event.data['quantity']]);
    const [one, two, three] = [
      [before, 1],
      [productId, 1],
      [productId, 2],
    ];
    expect(quantities).toEqual([one, two, three, one, two, three]);
    expect(receiver.events).toHaveLength(3);
    const unknown = await shop.admin.post(`${path}/deliveries/999999/replay`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'DELIVERY_NOT_FOUND']);
  });

  /**
   * Interleaving: an event is sent; a poll still reads it as due; it is stored as sent; the result of the poll arrives.
   */
  it('receives an event once when a poll read it as due shortly before it was stored as sent', async () => {
    const outbox = shop.app.get(Outbox, { strict: false });
    const [nextDue, sent] = [outbox.nextDue.bind(outbox), outbox.sent.bind(outbox)];
    const read = step();
    const stored = step();
    await hook(shop, receiver.url, ['stock.changed']);
    jest.spyOn(outbox, 'sent').mockImplementationOnce(async (...ids) => {
      await read.done;
      await sent(...ids);
      setImmediate(stored.end);
    });
    await shop.stocked(1);
    await until(async () => receiver.requests.length === 1);
    jest.spyOn(outbox, 'nextDue').mockImplementationOnce(async (...parameters) => {
      const found = await nextDue(...parameters);
      read.end();
      await stored.done;
      return found;
    });
    await refreshSubscribers(shop);
    await stored.done;
    await everythingArrives();
    await shop.stocked(1);
    await everythingArrives();
    expect(receiver.requests).toHaveLength(2);
  });

  it('receives events from its creation on, while a refresh is under way that began before', async () => {
    const subscribers = shop.app.get(SubscriberRepository, { strict: false });
    const all = subscribers.all.bind(subscribers);
    const created = step();
    jest.spyOn(subscribers, 'all').mockImplementationOnce(async () => {
      const found = await all();
      await created.done;
      return found;
    });
    const announced = jest.spyOn(shop.app.get(SubscriberCache, { strict: false }), 'announceChange');
    const refreshing = refreshSubscribers(shop);
    const creating = hook(shop, receiver.url, ['stock.changed']);
    await until(async () => announced.mock.calls.length === 1);
    created.end();
    await Promise.all([refreshing, creating]);
    await shop.stocked(1);
    await everythingArrives();
    expect(receiver.requests).toHaveLength(1);
  });

  it('receives nothing more after its deletion', async () => {
    const { webhookId } = await hook(shop, receiver.url, ['stock.changed']);
    await shop.stocked(1);
    await everythingArrives();
    expect((await shop.admin.delete(`/api/admin/webhooks/${webhookId}`)).status).toBe(204);
    await shop.stocked(1);
    await refreshSubscribers(shop);
    expect(receiver.requests).toHaveLength(1);
    await shop.app.get(OutboundClient, { strict: false }).deleteSent();
    expect(await shop.database.query('SELECT * FROM outbound_deliveries')).toEqual([]);
    const gone = await shop.admin.delete(`/api/admin/webhooks/${webhookId}`);
    expect([gone.status, gone.body.code]).toEqual([404, 'WEBHOOK_NOT_FOUND']);
  });

  it('is refused beyond twenty, and Kafka is not one of them', async () => {
    const body = { url: receiver.url, eventTypes: EVERYTHING };
    // They run at once, so that each counts fewer than twenty webhooks.
    const created = await Promise.all(
      Array.from({ length: 30 }, async () => (await shop.admin.post('/api/admin/webhooks', body)).status),
    );
    expect([created.filter((status) => status === 201).length, new Set(created)]).toEqual([20, new Set([201, 409])]);
    const refused = await shop.admin.post('/api/admin/webhooks', body);
    expect([refused.status, refused.body.code]).toEqual([409, 'WEBHOOK_LIMIT_EXCEEDED']);
    const { body: page } = await shop.admin.get('/api/admin/webhooks?limit=19');
    const { body: last } = await shop.admin.get(`/api/admin/webhooks?limit=19&cursor=${page.nextCursor}`);
    expect([page.items.length, last.items.length, last.nextCursor]).toEqual([19, 1, null]);
    expect((await shop.admin.delete('/api/admin/webhooks/1')).status).toBe(404);
  });
});

describe('an instance that dies after sending', () => {
  it('is replaced by another one, which sends again under the same id what was not stored as sent', async () => {
    const shop = await openShop({ variables: ANYWHERE });
    const receiver = await WebhookReceiver.open();
    await hook(shop, receiver.url, ['stock.changed']);
    const storing = pauseStep(shop.app.get(Outbox, { strict: false }), 'sent');
    await shop.stocked(1);
    await storing.reached;
    expect(receiver.requests).toHaveLength(1);
    const beside = await openShop({ variables: ANYWHERE, beside: shop });
    await refreshSubscribers(beside);
    expect(receiver.requests).toHaveLength(1);
    // The first instance sends no more heartbeats, as if its process was killed.
    const { dispatcher } = shop.bus as unknown as { dispatcher: EventDispatcher };
    (dispatcher as unknown as { stopTimers: (() => void)[] }).stopTimers.forEach((stop) => stop());
    await shop.database.execute('UPDATE instances SET alive_until = NOW(3) - INTERVAL 1 SECOND WHERE id = ?', [
      dispatcher.instance,
    ]);
    await refreshSubscribers(beside);
    await until(async () => receiver.requests.length === 2);
    const [first, second] = receiver.requests;
    expect(second?.text).toBe(first?.text);
    expect(receiver.events).toHaveLength(1);
    await until(async () => (await waiting(beside)) === 0);
    storing.release();
    await beside.close();
    await shop.close();
    await receiver.close();
  });
});

function sequencesOf({ events }: WebhookReceiver): Map<string, number[]> {
  const sequences = new Map<string, number[]>();
  for (const { type, aggregateId, sequence } of events) {
    // `order.completed` has a topic of its own, and so an order of its own.
    const aggregate = `${type === 'order.completed' ? type : type.split('.')[0]} ${aggregateId}`;
    sequences.set(aggregate, [...(sequences.get(aggregate) ?? []), sequence]);
  }
  return sequences;
}
