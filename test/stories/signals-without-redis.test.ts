import { RedisClients } from '#platform/redis/redis-clients';
import { Database } from '#platform/database/database';
import { HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';
import { type Customer, LiveShop } from '../support/live-shop';
import { orderSettled, someSignal } from '../support/signals';
import { TcpProxy } from '../support/tcp-proxy';

describe('live signals while Redis is unavailable', () => {
  let shop: LiveShop;
  let cutOff: LiveShop;
  let proxy: TcpProxy;
  let kim: Customer;
  const unhandledRejections: unknown[] = [];
  const record = (reason: unknown): void => void unhandledRejections.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', record);
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    shop = await LiveShop.open();
    cutOff = await openCutOff();
    kim = await shop.signUp('kim@example.com');
  });
  afterAll(async () => {
    await cutOff.close();
    await shop.close();
    await proxy.close();
    process.off('unhandledRejection', record);
    expect(unhandledRejections).toEqual([]);
  });
  afterEach(() => proxy.mend());

  /** An instance beside the shop that reaches Redis through the proxy. */
  const openCutOff = () =>
    LiveShop.open({ beside: shop, variables: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) } });
  const redisBack = async (): Promise<void> => {
    proxy.mend();
    const { publisher, streams } = cutOff.get(RedisClients);
    for (const client of [publisher, streams]) {
      if (client.status !== 'ready') await new Promise((ready) => client.once('ready', ready));
    }
  };

  it.each([
    ['unavailable', () => proxy.cut()],
    ['silent', () => proxy.freeze()],
  ])('reach the clients of the instance at once, and all others when Redis is back: %s', async (_, interrupt) => {
    const near = await cutOff.connectSubscriber(kim.token);
    const far = await shop.connectSubscriber();
    interrupt();
    const missed = someSignal();
    await expect(cutOff.get(SignalBroadcaster).broadcast([missed])).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(await near.next('new-hot-deal')).toEqual(missed);
    expect(far.of('new-hot-deal')).toEqual([]);

    await redisBack();
    await cutOff.get(SignalBroadcaster).broadcast([missed]);
    expect(await far.next('new-hot-deal')).toEqual(missed);
    const last = someSignal();
    await shop.publish(HotDealCreated, [last]);
    for (const client of [near, far]) {
      await client.next('new-hot-deal', 2);
      expect(client.of('new-hot-deal')).toEqual([missed, last]);
    }
  });

  it('reach the clients of an instance with Redis, which takes the publication over', async () => {
    const near = await cutOff.connectSubscriber();
    const far = await shop.connectSubscriber();
    proxy.cut();
    const missed = someSignal();
    await cutOff.publish(HotDealCreated, [missed]);
    expect(await near.next('new-hot-deal')).toEqual(missed);
    expect(await far.next('new-hot-deal')).toEqual(missed);
    await redisBack();
    const last = someSignal();
    await shop.publish(HotDealCreated, [last]);
    for (const client of [near, far]) {
      await client.next('new-hot-deal', 2);
      expect(client.of('new-hot-deal')).toEqual([missed, last]);
    }
    const deadLetters = await shop.get(Database).query(`SELECT id FROM event_publications WHERE state = 'DEAD_LETTER'`);
    expect(deadLetters).toEqual([]);
  });

  it('accept clients with a token, and reach owners on the same instance', async () => {
    proxy.cut();
    const client = await cutOff.connectSubscriber(kim.token);
    await cutOff.publish(OrderSettled, [orderSettled(kim.userId, 1)]);
    expect(await client.next('order-settled')).toMatchObject({ orderId: 1 });
  });

  it('accept a client that asks for recovery', async () => {
    const client = await cutOff.connectSubscriber(undefined, { reconnection: false });
    await cutOff.publish(HotDealCreated, [someSignal()]);
    await client.next('new-hot-deal');
    proxy.cut();
    client.socket.io.engine.close();
    await cutOff.untilGone(client);
    await client.connected();
    expect(client.socket.recovered).toBe(false);
  });

  it('stop for a login that was ended on another instance', async () => {
    const token = await shop.logIn(kim);
    const ended = await cutOff.connectSubscriber(token);
    const other = await cutOff.connectSubscriber(kim.token);
    proxy.cut();
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await ended.next('disconnect')).toBe('io server disconnect');
    expect(other.of('disconnect')).toEqual([]);
  });

  it('stop for a login that was ended just before Redis came back', async () => {
    const token = await shop.logIn(kim);
    const ended = await cutOff.connectSubscriber(token);
    proxy.freeze();
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await ended.next('disconnect')).toBe('io server disconnect');
  });

  it('work on an instance that starts and stops without Redis', async () => {
    proxy.cut();
    const fresh = await openCutOff();
    const client = await fresh.connectSubscriber(kim.token);
    await fresh.publish(OrderSettled, [orderSettled(kim.userId, 2)]);
    expect(await client.next('order-settled')).toMatchObject({ orderId: 2 });
    await fresh.close();
    await client.next('disconnect');
  });
});
