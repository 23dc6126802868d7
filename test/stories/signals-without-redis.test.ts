import { RedisClients } from '#platform/redis/redis-clients';
import { Database } from '#platform/database/database';
import { HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';
import { type Customer, LiveShop } from '../support/live-shop';
import { orderSettled, someSignal } from '../support/signals';
import { TcpProxy } from '../support/tcp-proxy';

describe('live signals while Redis is away', () => {
  let shop: LiveShop;
  let cutOff: LiveShop;
  let proxy: TcpProxy;
  let kim: Customer;
  const strayPromises: unknown[] = [];
  const noteStray = (reason: unknown): void => void strayPromises.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', noteStray);
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    shop = await LiveShop.open();
    cutOff = await openCutOff();
    kim = await shop.signUp('kim@example.com');
  });
  afterAll(async () => {
    await cutOff.close();
    await shop.close();
    await proxy.close();
    process.off('unhandledRejection', noteStray);
    expect(strayPromises).toEqual([]);
  });
  afterEach(() => proxy.mend());

  /** Beside the shop, but its way to Redis goes through the proxy. */
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
    ['gone', () => proxy.cut()],
    ['silent', () => proxy.freeze()],
  ])('reach the clients of the instance at once, and all others when it is back: %s', async (_, takeAway) => {
    const near = await cutOff.connectSubscriber(kim.token);
    const far = await shop.connectSubscriber();
    takeAway();
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
    for (const listener of [near, far]) {
      await listener.next('new-hot-deal', 2);
      expect(listener.of('new-hot-deal')).toEqual([missed, last]);
    }
  });

  it('reach the clients of an instance that has Redis through the delivery, which it takes over', async () => {
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
    for (const listener of [near, far]) {
      await listener.next('new-hot-deal', 2);
      expect(listener.of('new-hot-deal')).toEqual([missed, last]);
    }
    const parked = await shop.get(Database).query(`SELECT id FROM event_publications WHERE state = 'DEAD_LETTER'`);
    expect(parked).toEqual([]);
  });

  it('let clients in, those with a token too, and tell owners who listen on the same instance', async () => {
    proxy.cut();
    const listener = await cutOff.connectSubscriber(kim.token);
    await cutOff.publish(OrderSettled, [orderSettled(kim.userId, 1)]);
    expect(await listener.next('order-settled')).toMatchObject({ orderId: 1 });
  });

  it('let a client in that asks to be recovered', async () => {
    const listener = await cutOff.connectSubscriber(undefined, { reconnection: false });
    await cutOff.publish(HotDealCreated, [someSignal()]);
    await listener.next('new-hot-deal');
    proxy.cut();
    listener.socket.io.engine.close();
    await cutOff.untilGone(listener);
    await listener.connected();
    expect(listener.socket.recovered).toBe(false);
  });

  it('end for a login that was ended on another instance', async () => {
    const token = await shop.logIn(kim);
    const ended = await cutOff.connectSubscriber(token);
    const other = await cutOff.connectSubscriber(kim.token);
    proxy.cut();
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await ended.next('disconnect')).toBe('io server disconnect');
    expect(other.of('disconnect')).toEqual([]);
  });

  it('end for a login that was ended just before Redis came back', async () => {
    const token = await shop.logIn(kim);
    const ended = await cutOff.connectSubscriber(token);
    proxy.freeze();
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await ended.next('disconnect')).toBe('io server disconnect');
  });

  it('work on an instance that starts without Redis, and that ends without it', async () => {
    proxy.cut();
    const fresh = await openCutOff();
    const listener = await fresh.connectSubscriber(kim.token);
    await fresh.publish(OrderSettled, [orderSettled(kim.userId, 2)]);
    expect(await listener.next('order-settled')).toMatchObject({ orderId: 2 });
    await fresh.close();
    await listener.next('disconnect');
  });
});
