import { Redis } from 'ioredis';
import type { Server } from 'socket.io';
import { Metrics } from '#platform/observability/metrics';
import { HotDealClient, HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { OrderProgressed } from '#order-client';
import { OrderReserved } from '#order-payments';
import { PaymentEnded } from '#payment';
import { SocketBroadcaster } from '../../src/modules/notification/sockets/socket-broadcaster';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';
import { type Customer, LiveShop } from '../support/live-shop';
import { orderSettled, someSignal } from '../support/signals';

describe('live signals on two instances', () => {
  let here: LiveShop;
  let there: LiveShop;
  let kim: Customer;
  let lee: Customer;
  let administrator: string;

  beforeAll(async () => {
    here = await LiveShop.open();
    there = await LiveShop.open({ beside: here });
    kim = await here.signUp('kim@example.com');
    lee = await here.signUp('lee@example.com');
    administrator = await here.logIn();
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  const redisOf = () =>
    new Redis(Number(process.env['REDIS_PORT'] ?? 6379), process.env['REDIS_HOST'] ?? '', {
      ...(process.env['REDIS_PASSWORD'] ? { password: process.env['REDIS_PASSWORD'] } : {}),
    });

  it('announce a new deal to every client of each instance, once, as soon as it is created', async () => {
    const product = {
      productName: '램프',
      productDescription: '밝다',
      productPrice: 10_000,
      productImageUrl: 'https://example.com/lamp.jpg',
      productCategory: 'ELECTRONICS',
    };
    const { body: made } = await here.call('POST', '/products', { token: administrator, body: product });
    const { productId } = made as { productId: number };
    const clients = [
      await here.connectSubscriber(),
      await there.connectSubscriber(),
      await there.connectSubscriber(kim.token),
    ];
    const deal = {
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      eventDuration: 7,
      startEventTime: new Date(Date.now() - 60_000).toISOString(),
      productIds: [productId],
    };
    const { status, body } = await here.call('POST', '/event/create', { token: administrator, body: deal });
    expect(status).toBe(201);
    const { eventId } = body as { eventId: number };
    for (const client of clients) {
      expect(await client.next('new-hot-deal')).toEqual({
        seq: expect.any(Number),
        eventId,
        eventType: 'HOT_DEAL',
        eventDiscount: 20,
        startEventTime: expect.any(String),
        endEventTime: expect.any(String),
        productCount: 1,
        productIds: [productId],
      });
    }
    await here.publish(HotDealCreated, [someSignal()]);
    for (const client of clients) {
      await client.next('new-hot-deal', 2);
      expect(client.of('new-hot-deal')).toHaveLength(2);
    }
  });

  it('are received once when the publication comes again, on this or the other instance', async () => {
    const clients = [await here.connectSubscriber(), await there.connectSubscriber()];
    const [first, last] = [someSignal(), someSignal()];
    await here.publish(HotDealCreated, [first]);
    for (const client of clients) await client.next('new-hot-deal');
    for (const shop of [here, there]) await shop.get(SignalBroadcaster).broadcast([first]);
    await there.publish(HotDealCreated, [last]);
    for (const client of clients) {
      await client.next('new-hot-deal', 2);
      expect(client.of('new-hot-deal')).toEqual([first, last]);
    }
  });

  it('reach a client only after the instance has dropped its cached offers', async () => {
    for (const [sender, receiver] of [
      [here, here],
      [here, there],
    ] as const) {
      const client = await receiver.connectSubscriber();
      const steps: string[] = [];
      const hotDeals = receiver.get(HotDealClient);
      const invalidate = hotDeals.invalidate.bind(hotDeals);
      hotDeals.invalidate = (signal) => {
        steps.push('dropped');
        invalidate(signal);
      };
      const { server } = receiver.get(SocketBroadcaster) as unknown as { server: Server };
      server.sockets.sockets.get(client.socket.id ?? '')?.onAnyOutgoing(() => steps.push('sent'));
      await sender.publish(HotDealCreated, [someSignal()]);
      await client.next('new-hot-deal');
      hotDeals.invalidate = invalidate;
      expect(steps).toEqual(['dropped', 'sent']);
    }
  });

  it('announce a settled order to every client of the owner, and to no one else', async () => {
    const owner = [await here.connectSubscriber(kim.token), await there.connectSubscriber(kim.token)];
    const others = [
      await here.connectSubscriber(lee.token),
      await there.connectSubscriber(lee.token),
      await here.connectSubscriber(),
    ];
    await here.publish(OrderSettled, [orderSettled(kim.userId, 71), orderSettled(kim.userId, 72)]);
    for (const client of owner) {
      await client.next('order-settled', 2);
      expect(client.of('order-settled')).toEqual([
        { orderId: 71, status: 'ORDER_SUCCESS', failureReason: null },
        { orderId: 72, status: 'ORDER_SUCCESS', failureReason: null },
      ]);
    }
    await there.publish(HotDealCreated, [someSignal()]);
    for (const client of others) {
      await client.next('new-hot-deal');
      expect(client.of('order-settled')).toEqual([]);
    }
  });

  it('announce a reserved order, the end of its payment and the way of its goods to every client of the owner, and to no one else', async () => {
    const owner = [await here.connectSubscriber(kim.token), await there.connectSubscriber(kim.token)];
    const others = [await here.connectSubscriber(lee.token), await there.connectSubscriber()];
    const { userId } = kim;
    const payBy = Date.parse('2026-12-01T00:10:00.000Z');
    await here.publish(OrderReserved, [{ orderId: 73, userId, due: 9_000, payBy, lines: [] }]);
    const ended = { orderId: 73, userId, paymentId: 5, amount: 0, currency: 'KRW', code: 'DECLINED' };
    await here.publish(PaymentEnded, [
      { ...ended, outcome: 'FAILED' },
      { ...ended, paymentId: 6, outcome: 'CAPTURED', amount: 9_000, code: null },
    ]);
    const progressed = { orderId: 73, userId, progress: 'SHIPPED', version: 1 } as const;
    await here.publish(OrderProgressed, [progressed, { ...progressed, progress: 'DELIVERED', version: 2 }]);
    for (const client of owner) {
      expect(await client.next('order-reserved')).toEqual({
        orderId: 73,
        amountDue: 9_000,
        payBy: '2026-12-01T00:10:00.000Z',
      });
      await client.next('payment-ended', 2);
      expect(client.of('payment-ended')).toEqual([
        { orderId: 73, paymentId: 5, status: 'FAILED' },
        { orderId: 73, paymentId: 6, status: 'CAPTURED' },
      ]);
      await client.next('order-progressed', 2);
      expect(client.of('order-progressed')).toEqual([
        { orderId: 73, stage: 'SHIPPED' },
        { orderId: 73, stage: 'DELIVERED' },
      ]);
    }
    await there.publish(HotDealCreated, [someSignal()]);
    for (const client of others) {
      await client.next('new-hot-deal');
      const ownersOnly = ['order-reserved', 'payment-ended', 'order-progressed'] as const;
      expect(ownersOnly.map((name) => client.of(name))).toEqual([[], [], []]);
    }
  });

  it('announce the outcome of an order to the buyer on another instance', async () => {
    const { body: products } = await here.call('GET', '/products', { token: kim.token });
    const [product] = (products as { items: { productId: number }[] }).items;
    const productId = product?.productId;
    await here.call('POST', `/stocks/product/${productId}/increase?quantity=1`, { token: administrator });
    const buyer = await there.connectSubscriber(kim.token);
    const item = { productId, quantity: 1 };
    const { status, body } = await here.call('POST', '/orders/v1', { token: kim.token, body: item });
    expect(status).toBe(202);
    const { orderId } = body as { orderId: number };
    expect(await buyer.next('order-settled')).toEqual({ orderId, status: 'ORDER_SUCCESS', failureReason: null });
  });

  it('send a batch of settled orders to the other instances in one message', async () => {
    const redis = redisOf();
    const messages: string[] = [];
    await redis.subscribe(`${here.scheme}:instances`);
    redis.on('message', (_, text: string) => messages.push(text));
    const owner = await there.connectSubscriber(kim.token);
    const many = Array.from({ length: 500 }, (_, index) => orderSettled(kim.userId, 1_000 + index));
    await here.publish(OrderSettled, many);
    await owner.next('order-settled', 500);
    expect(messages.filter((text) => text.includes('order-settled'))).toHaveLength(1);
    redis.disconnect();
  });

  it('announce to a subscriber the number of its unread notifications', async () => {
    const { body } = await here.call('GET', '/products', { token: kim.token });
    const [product] = (body as { items: { productId: number }[] }).items;
    const productIds = [product?.productId];
    await here.call('POST', '/subscribe/sub-product', { token: lee.token, body: { productIds } });
    const clients = [await here.connectSubscriber(lee.token), await there.connectSubscriber(lee.token)];
    const otherUser = await there.connectSubscriber(kim.token);
    const deal = {
      eventType: 'HOT_DEAL',
      eventDiscount: 30,
      eventDuration: 7,
      startEventTime: new Date().toISOString(),
      productIds,
    };
    for (const unread of [1, 2]) {
      const { status } = await here.call('POST', '/event/create', { token: administrator, body: deal });
      expect(status).toBe(201);
      for (const client of clients) expect(await client.next('notification', unread)).toEqual({ unread });
    }
    await otherUser.next('new-hot-deal', 2);
    expect(otherUser.of('notification')).toEqual([]);
  });

  it('keep nothing private in the stream that recovery reads', async () => {
    const client = await there.connectSubscriber(kim.token);
    await here.publish(OrderSettled, [orderSettled(kim.userId, 81)]);
    await client.next('order-settled');
    const redis = redisOf();
    const entries = await redis.xrange(`${here.scheme}:signals`, '-', '+');
    redis.disconnect();
    const events = entries.map(([, fields]) => {
      const { packet } = JSON.parse(fields[fields.indexOf('data') + 1] ?? '') as { packet: { data: unknown[] } };
      return packet.data[0];
    });
    expect(new Set(events)).toEqual(new Set(['new-hot-deal']));
  });

  it('are counted by audience', async () => {
    await here.connectSubscriber();
    await here.connectSubscriber(kim.token);
    const text = await here.get(Metrics).text();
    expect(text).toMatch(/hotdeal_sockets_connected\{audience="private"\} [1-9]/);
    expect(text).toMatch(/hotdeal_sockets_connected\{audience="public"\} [1-9]/);
  });
});
