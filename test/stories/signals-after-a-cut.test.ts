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

  /** Connected, and has heard a signal: recovery begins after the last one. */
  const listening = async (token?: string): Promise<SubscriberSocket> => {
    const listener = await shop.connectSubscriber(token, { reconnection: false });
    await shop.publish(HotDealCreated, [someSignal()]);
    await listener.next('new-hot-deal');
    return listener;
  };
  /** As a network does it: without a word of Socket.IO. */
  const cut = async (listener: SubscriberSocket): Promise<void> => {
    listener.socket.io.engine.close();
    expect(listener.socket.connected).toBe(false);
    // By then the server has stored what recovery needs.
    await shop.untilGone(listener);
  };

  it('is told the public signals that it missed, in order and once', async () => {
    const listener = await listening();
    await cut(listener);
    const missed = [someSignal(), someSignal()];
    await other.publish(HotDealCreated, missed.slice(0, 1));
    await shop.publish(HotDealCreated, missed.slice(1));
    // Their deliveries come again.
    for (const instance of [shop, other]) await instance.get(SignalBroadcaster).broadcast(missed);
    await listener.connected();
    expect(listener.socket.recovered).toBe(true);
    await shop.publish(HotDealCreated, [someSignal()]);
    await listener.next('new-hot-deal', 4);
    expect(listener.of('new-hot-deal').slice(1, 3)).toEqual(missed);
    expect(listener.of('new-hot-deal')).toHaveLength(4);
  });

  it('hears what is private again from then on, and nothing of what was private meanwhile', async () => {
    const listener = await listening(kim.token);
    await cut(listener);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 1)]);
    await listener.connected();
    expect(listener.socket.recovered).toBe(true);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 2)]);
    expect(await listener.next('order-settled')).toMatchObject({ orderId: 2 });
  });

  it('hears nothing private when it comes back without its token', async () => {
    const listener = await listening(kim.token);
    await cut(listener);
    listener.socket.auth = {};
    await listener.connected();
    expect(listener.socket.recovered).toBe(true);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 3)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    await listener.next('new-hot-deal', 2);
    expect(listener.of('order-settled')).toEqual([]);
  });

  it('hears what is private to whom its new token names', async () => {
    const lee = await shop.signUp('lee@example.com');
    const listener = await listening(kim.token);
    await cut(listener);
    listener.socket.auth = { token: lee.token };
    await listener.connected();
    expect(listener.socket.recovered).toBe(true);
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 4), orderSettled(lee.userId, 5)]);
    expect(await listener.next('order-settled')).toMatchObject({ orderId: 5 });
  });

  it('is refused when its login has ended meanwhile', async () => {
    const token = await shop.logIn(kim);
    const listener = await listening(token);
    await cut(listener);
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await listener.refused()).toBe('UNAUTHENTICATED');
  });

  it('comes back by itself when its instance ends in order, and is told what it missed', async () => {
    const ending = await LiveShop.open({ beside: shop });
    const listener = await ending.connectSubscriber(kim.token, { reconnection: false });
    await ending.publish(HotDealCreated, [someSignal()]);
    await listener.next('new-hot-deal');
    await ending.close({ leaveListeners: true });
    // Not "io server disconnect", after which a client does not try again.
    expect(await listener.next('disconnect')).toBe('transport close');
    const missed = someSignal();
    await shop.publish(HotDealCreated, [missed]);

    listener.moveTo(shop.url);
    await listener.connected();
    expect(listener.socket.recovered).toBe(true);
    expect(await listener.next('new-hot-deal', 2)).toEqual(missed);
  });
});
