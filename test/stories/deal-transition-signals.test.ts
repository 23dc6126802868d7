import { Database } from '#platform/database/database';
import { HotDealOpenedOrEnded } from '#event';
import { SignalBroadcaster } from '../../src/modules/notification/sockets/signal-broadcaster';
import { inDays } from '../support/deals';
import { type Customer, LiveShop } from '../support/live-shop';
import { moveWindow } from '../support/deal-transitions';
import { someSignal } from '../support/signals';

describe('live signals of deal transitions and changes', () => {
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
  /** The price that kim pays for one unit on that instance. */
  const price = async (shop: LiveShop): Promise<number> => {
    const body = { productId, quantity: 1 };
    const { body: order } = await shop.call('POST', '/orders/v1', { token: kim.token, body });
    return (order as { totalOrderPrice: number }).totalOrderPrice;
  };
  const found = async (shop: LiveShop): Promise<unknown> =>
    (await shop.call('POST', '/event/search-event', { token: kim.token, body: { productIds: [productId] } })).body;

  it('of a change are what the list of signals says, and an order placed on receipt has the new price', async () => {
    const shops = [here, there];
    const clients = await Promise.all(shops.map((shop) => shop.connectSubscriber()));
    const eventId = await createDeal();
    for (const shop of shops) expect(await price(shop)).toBe(10_000);
    const startEventTime = new Date((await now()) - 60_000).toISOString();
    const deal = {
      eventType: 'HOT_DEAL',
      eventDiscount: 30,
      eventDuration: 7,
      startEventTime,
      productIds: [productId],
    };
    const { status } = await here.call('PUT', `/event/${eventId}`, { token: administrator, body: deal });
    expect(status).toBe(200);
    await Promise.all(
      clients.map(async (client, index) => {
        const signal = (await client.next('hot-deal-changed')) as { seq: number };
        expect(await price(shops[index] as LiveShop)).toBe(7_000);
        const { body } = await here.call('GET', `/event/signals?after=${signal.seq - 1}&limit=1`);
        expect((body as { items: unknown[] }).items).toEqual([signal]);
        expect(signal).toMatchObject({ eventId, eventDiscount: 30, startEventTime, signal: 'hot-deal-changed' });
        expect(await client.next('hot-deal-opened')).toMatchObject({ seq: signal.seq + 1, eventId });
      }),
    );
    await here.call('DELETE', `/event/${eventId}`, { token: administrator });
    for (const client of clients) {
      await client.next('hot-deal-ended');
      expect(client.of('hot-deal-changed')).toHaveLength(1);
      client.socket.close();
    }
  });

  it('reach every client of each instance, and an order placed on receipt has the new price', async () => {
    const shops = [here, there];
    const clients = await Promise.all(shops.map((shop) => shop.connectSubscriber()));
    const eventId = await createDeal();
    expect(await price(here)).toBe(10_000);
    await moveWindow(here.get(Database), [eventId], 'start_at', new Date(await now()));
    await Promise.all(
      clients.map(async (client, index) => {
        const shop = shops[index] as LiveShop;
        expect(await client.next('hot-deal-opened')).toMatchObject({ signal: 'hot-deal-opened', eventId });
        expect(await found(shop)).toMatchObject([{ eventId, discountPrice: 8_000 }]);
        expect(await price(shop)).toBe(8_000);
      }),
    );
    await there.call('DELETE', `/event/${eventId}`, { token: administrator });
    await Promise.all(
      clients.map(async (client, index) => {
        const shop = shops[index] as LiveShop;
        expect(await client.next('hot-deal-ended')).toMatchObject({ signal: 'hot-deal-ended', eventId });
        expect(await found(shop)).toEqual([]);
        expect(await price(shop)).toBe(10_000);
      }),
    );
    for (const client of clients) {
      expect(client.received.map(({ event }) => event)).toEqual([
        'connect',
        'new-hot-deal',
        'hot-deal-opened',
        'hot-deal-ended',
      ]);
      expect(client.of('new-hot-deal')[0]).not.toHaveProperty('signal');
    }
  });

  it('are received once when the publication comes again, on this or the other instance', async () => {
    const clients = [await here.connectSubscriber(), await there.connectSubscriber()];
    const opened = { ...someSignal(), signal: 'hot-deal-opened' } as const;
    const ended = { ...someSignal(), signal: 'hot-deal-ended' } as const;
    await here.publish(HotDealOpenedOrEnded, [opened]);
    for (const client of clients) await client.next('hot-deal-opened');
    for (const shop of [here, there]) await shop.get(SignalBroadcaster).broadcast([opened]);
    await there.publish(HotDealOpenedOrEnded, [ended]);
    for (const client of clients) {
      expect(await client.next('hot-deal-ended')).toEqual(ended);
      expect(client.of('hot-deal-opened')).toEqual([opened]);
    }
  });

  it('are received after a recovery when they were missed', async () => {
    const client = await here.connectSubscriber(undefined, { reconnection: false });
    await here.publish(HotDealOpenedOrEnded, [{ ...someSignal(), signal: 'hot-deal-opened' }]);
    await client.next('hot-deal-opened');
    client.socket.io.engine.close();
    await here.untilGone(client);
    const missed = { ...someSignal(), signal: 'hot-deal-ended' } as const;
    await there.publish(HotDealOpenedOrEnded, [missed]);
    await client.connected();
    expect(client.socket.recovered).toBe(true);
    expect(await client.next('hot-deal-ended')).toEqual(missed);
  });

  it("follow the database's clock, which the API shows whatever this machine's clock says", async () => {
    const { now: real } = Date;
    Date.now = () => real() + 3_600_000;
    try {
      expect(Math.abs((await now()) - real())).toBeLessThan(60_000);
    } finally {
      Date.now = real;
    }
  });
});
