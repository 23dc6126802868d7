import { Database } from '#platform/database/database';
import { HotDealOpenedOrEnded } from '#event';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';
import { inDays } from '../support/deals';
import { type Customer, LiveShop } from '../support/live-shop';
import { moveWindow } from '../support/deal-transitions';
import { someSignal } from '../support/signals';

describe('live signals of what becomes of a deal', () => {
  let here: LiveShop;
  let there: LiveShop;
  let kim: Customer;
  let administrator: string;
  let productId: number;

  beforeAll(async () => {
    here = await LiveShop.open();
    there = await LiveShop.open({ beside: here });
    kim = await here.signUp('kim@example.com');
    administrator = await here.logIn();
    const product = {
      productName: '램프',
      productDescription: '밝다',
      productPrice: 10_000,
      productImageUrl: 'https://example.com/lamp.jpg',
      productCategory: 'ELECTRONICS',
    };
    const { body } = await here.call('POST', '/products', { token: administrator, body: product });
    productId = (body as { productId: number }).productId;
    await here.call('POST', `/stocks/product/${productId}/increase?quantity=10`, { token: administrator });
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  const now = async (): Promise<number> => {
    const { body } = await here.call('GET', '/event/clock');
    return Date.parse((body as { now: string }).now);
  };
  const createDeal = async (): Promise<number> => {
    const deal = {
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      eventDuration: 7,
      startEventTime: inDays(1),
      productIds: [productId],
    };
    const { body } = await here.call('POST', '/event/create', { token: administrator, body: deal });
    return (body as { eventId: number }).eventId;
  };
  /** What kim pays for one on that instance. */
  const price = async (shop: LiveShop): Promise<number> => {
    const body = { productId, quantity: 1 };
    const { body: order } = await shop.call('POST', '/orders/v1', { token: kim.token, body });
    return (order as { totalOrderPrice: number }).totalOrderPrice;
  };
  const found = async (shop: LiveShop): Promise<unknown> =>
    (await shop.call('POST', '/event/search-event', { token: kim.token, body: { productIds: [productId] } })).body;

  it('tell every client of each instance when it opens and when it ends; who acts upon them pays accordingly', async () => {
    const shops = [here, there];
    const listeners = await Promise.all(shops.map((shop) => shop.connectSubscriber()));
    const eventId = await createDeal();
    expect(await price(here)).toBe(10_000);
    await moveWindow(here.get(Database), [eventId], 'start_at', new Date(await now()));
    await Promise.all(
      listeners.map(async (listener, index) => {
        const shop = shops[index] as LiveShop;
        expect(await listener.next('hot-deal-opened')).toMatchObject({ signal: 'hot-deal-opened', eventId });
        expect(await found(shop)).toMatchObject([{ eventId, discountPrice: 8_000 }]);
        expect(await price(shop)).toBe(8_000);
      }),
    );
    await there.call('DELETE', `/event/${eventId}`, { token: administrator });
    await Promise.all(
      listeners.map(async (listener, index) => {
        const shop = shops[index] as LiveShop;
        expect(await listener.next('hot-deal-ended')).toMatchObject({ signal: 'hot-deal-ended', eventId });
        expect(await found(shop)).toEqual([]);
        expect(await price(shop)).toBe(10_000);
      }),
    );
    for (const listener of listeners) {
      expect(listener.received.map(({ event }) => event)).toEqual([
        'connect',
        'new-hot-deal',
        'hot-deal-opened',
        'hot-deal-ended',
      ]);
      expect(listener.of('new-hot-deal')[0]).not.toHaveProperty('signal');
    }
  });

  it('are told once, though the delivery comes again, here or on the other instance', async () => {
    const listeners = [await here.connectSubscriber(), await there.connectSubscriber()];
    const opened = { ...someSignal(), signal: 'hot-deal-opened' } as const;
    const ended = { ...someSignal(), signal: 'hot-deal-ended' } as const;
    await here.publish(HotDealOpenedOrEnded, [opened]);
    for (const listener of listeners) await listener.next('hot-deal-opened');
    for (const shop of [here, there]) await shop.get(SignalBroadcaster).broadcast([opened]);
    await there.publish(HotDealOpenedOrEnded, [ended]);
    for (const listener of listeners) {
      expect(await listener.next('hot-deal-ended')).toEqual(ended);
      expect(listener.of('hot-deal-opened')).toEqual([opened]);
    }
  });

  it('are made up for by recovery, like any other', async () => {
    const listener = await here.connectSubscriber(undefined, { reconnection: false });
    await here.publish(HotDealOpenedOrEnded, [{ ...someSignal(), signal: 'hot-deal-opened' }]);
    await listener.next('hot-deal-opened');
    listener.socket.io.engine.close();
    await here.untilGone(listener);
    const missed = { ...someSignal(), signal: 'hot-deal-ended' } as const;
    await there.publish(HotDealOpenedOrEnded, [missed]);
    await listener.connected();
    expect(listener.socket.recovered).toBe(true);
    expect(await listener.next('hot-deal-ended')).toEqual(missed);
  });

  it("can be counted down to by the database's clock, whatever this machine's says", async () => {
    const { now: real } = Date;
    Date.now = () => real() + 3_600_000;
    try {
      expect(Math.abs((await now()) - real())).toBeLessThan(60_000);
    } finally {
      Date.now = real;
    }
  });
});
