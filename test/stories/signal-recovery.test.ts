import { HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';
import type { SubscriberSocket } from '../support/subscriber-socket';
import { type Customer, LiveShop } from '../support/live-shop';
import { orderSettled, someSignal } from '../support/signals';

describe('a client whose connection was cut', () => {
  let shop: LiveShop;
  let other: LiveShop;
  let kim: Customer;

  beforeAll(async () => {
    shop = await LiveShop.open();
    other = await LiveShop.open({ beside: shop });
    kim = await shop.signUp('kim@example.com');
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  /** A client that has received a signal: recovery begins after the last one. */
  const connectedClient = async (token?: string): Promise<SubscriberSocket> => {
    const client = await shop.connectSubscriber(token, { reconnection: false });
    await shop.publish(HotDealCreated, [someSignal()]);
    await client.next('new-hot-deal');
    return client;
  };
  /** Closes the connection as a network does, without a packet of Socket.IO. */
  const cut = async (client: SubscriberSocket): Promise<void> => {
    client.socket.io.engine.close();
    expect(client.socket.connected).toBe(false);
    // By then the server has stored what recovery needs.
    await shop.untilGone(client);
  };

  it('receives the public signals that it missed, in order and once', async () => {
    const client = await connectedClient();
    await cut(client);
    const missed = [someSignal(), someSignal()];
    await other.publish(HotDealCreated, missed.slice(0, 1));
    await shop.publish(HotDealCreated, missed.slice(1));
    // Their publications are handled again.
    for (const instance of [shop, other]) await instance.get(SignalBroadcaster).broadcast(missed);
    await client.connected();
    expect(client.socket.recovered).toBe(true);
    await shop.publish(HotDealCreated, [someSignal()]);
    await client.next('new-hot-deal', 4);
    expect(client.of('new-hot-deal').slice(1, 3)).toEqual(missed);
    expect(client.of('new-hot-deal')).toHaveLength(4);
  });

  it('receives new private signals, but none of those sent meanwhile', async () => {
    const client = await connectedClient(kim.token);
    await cut(client);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 1)]);
    await client.connected();
    expect(client.socket.recovered).toBe(true);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 2)]);
    expect(await client.next('order-settled')).toMatchObject({ orderId: 2 });
  });

  it('receives no private signals when it reconnects without its token', async () => {
    const client = await connectedClient(kim.token);
    await cut(client);
    client.socket.auth = {};
    await client.connected();
    expect(client.socket.recovered).toBe(true);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 3)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    await client.next('new-hot-deal', 2);
    expect(client.of('order-settled')).toEqual([]);
  });

  it('receives the private signals of the user of its new token', async () => {
    const lee = await shop.signUp('lee@example.com');
    const client = await connectedClient(kim.token);
    await cut(client);
    client.socket.auth = { token: lee.token };
    await client.connected();
    expect(client.socket.recovered).toBe(true);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 4), orderSettled(lee.userId, 5)]);
    expect(await client.next('order-settled')).toMatchObject({ orderId: 5 });
  });

  it('is refused when its login was ended meanwhile', async () => {
    const token = await shop.logIn(kim);
    const client = await connectedClient(token);
    await cut(client);
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await client.refused()).toBe('UNAUTHENTICATED');
  });

  it('can reconnect when its instance shuts down, and receives what it missed', async () => {
    const ending = await LiveShop.open({ beside: shop });
    const client = await ending.connectSubscriber(kim.token, { reconnection: false });
    await ending.publish(HotDealCreated, [someSignal()]);
    await client.next('new-hot-deal');
    await ending.close({ leaveSubscribers: true });
    // After "io server disconnect" a client would not reconnect.
    expect(await client.next('disconnect')).toBe('transport close');
    const missed = someSignal();
    await shop.publish(HotDealCreated, [missed]);

    client.moveTo(shop.url);
    await client.connected();
    expect(client.socket.recovered).toBe(true);
    expect(await client.next('new-hot-deal', 2)).toEqual(missed);
  });
});
