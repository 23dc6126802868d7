import { DatabaseClock } from '#platform/database/database-clock';
import { HotDealClient, type HotDealSignal } from '#event';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createDeal, CreationRecorder, setStock } from '../support/deals';
import { someSignal } from '../support/signals';
import { until } from '../support/until';

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;
const at = (instant: Date, milliseconds: number): Date => new Date(instant.getTime() + milliseconds);

describe('what other modules know of hot deals', () => {
  let shop: Catalogue;
  let deals: HotDealClient;
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [CreationRecorder] });
    deals = shop.app.get(HotDealClient);
  });
  afterAll(() => shop.close());

  const lamp = async (): Promise<number> => (await setStock(shop.database, [1_000]))[0] as number;
  const now = (): Date => shop.app.get(DatabaseClock).now();

  it('is a deal from its very start to just before its end', async () => {
    const productId = await lamp();
    const start = at(now(), 30 * SECOND);
    const end = at(now(), 20 * SECOND);
    const upcoming = await createDeal(shop.admin, [productId], { startEventTime: start.toISOString() });
    const running = await createDeal(shop.admin, [productId], {
      startEventTime: at(end, -DAY).toISOString(),
      eventDiscount: 10,
    });
    const bestAt = async (instant: Date): Promise<number | undefined> =>
      (await deals.bestOffers([productId], instant)).get(productId)?.eventId;
    expect(await bestAt(now())).toBe(running);
    expect(await bestAt(at(end, -1))).toBe(running);
    expect(await bestAt(end)).toBeUndefined();
    expect(await bestAt(at(start, -1))).toBeUndefined();
    expect(await bestAt(start)).toBe(upcoming);
  });

  it('is what was true when this instance last changed it', async () => {
    const productId = await lamp();
    expect(await deals.bestOffers([productId], now())).toEqual(new Map());
    const eventId = await createDeal(shop.admin, [productId]);
    expect((await deals.bestOffers([productId], now())).get(productId)).toMatchObject({
      eventId,
      productId,
      eventDiscount: 20,
      originalPrice: 1_000,
      discountPrice: 800,
    });
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await deals.bestOffers([productId], now())).toEqual(new Map());
  });

  it('still counts for what was asked just before a deal was ended', async () => {
    const productId = await lamp();
    const eventId = await createDeal(shop.admin, [productId]);
    const before = now();
    await until(() => Promise.resolve(now() > before));
    await shop.admin.delete(`/api/event/${eventId}`);
    expect((await deals.bestOffers([productId], before)).get(productId)?.eventId).toBe(eventId);
  });

  it('is forgotten when a signal is heeded', async () => {
    const productId = await lamp();
    const eventId = await createDeal(shop.admin, [productId]);
    await deals.bestOffers([productId], now());
    await shop.database.execute('UPDATE hot_deal_items SET discount_price = 1 WHERE event_id = ?', [eventId]);
    deals.invalidate(someSignal());
    expect((await deals.bestOffers([productId], now())).get(productId)?.discountPrice).toBe(1);
  });

  it.each([
    ['a deal that has opened is known to run', 'hot-deal-opened', [true]],
    ['a deal that has ended is known to be over', 'hot-deal-ended', []],
  ] as const)('is not judged by a clock behind a signal: %s', async (_, signal, best) => {
    const productId = await lamp();
    const eventId = await createDeal(shop.admin, [productId]);
    const clock = shop.app.get(DatabaseClock);
    const moment = at(now(), 40);
    const column = signal === 'hot-deal-opened' ? 'start_at' : 'end_at';
    await shop.database.execute(`UPDATE hot_deal_items SET ${column} = ? WHERE event_id = ?`, [moment, eventId]);
    const times = { startEventTime: moment.toISOString(), endEventTime: moment.toISOString() };
    deals.invalidate({ ...someSignal(), ...times, signal });
    expect(clock.now() >= moment).toBe(true);
    const found = (await shop.user.post('/api/event/search-event', { productIds: [productId] })).body;
    expect(found.map((deal: { eventId: number }) => deal.eventId === eventId)).toEqual(best);
  });

  it('is told chunk by chunk of a deal of many products', async () => {
    const productIds = await setStock(shop.database, [1, 2, 3, 4, 5]);
    const eventId = await createDeal(shop.admin, productIds);
    const chunks: number[][] = [];
    for (let after = 0; ;) {
      const offers = await deals.offersOf(eventId, after, 2);
      chunks.push(offers.map(({ productId }) => productId));
      if (offers.length < 2) break;
      after = offers.at(-1)?.productId ?? 0;
    }
    expect(chunks).toEqual([productIds.slice(0, 2), productIds.slice(2, 4), productIds.slice(4)]);
  });

  it('is announced once, with the very signal that anybody can read', async () => {
    const eventId = await createDeal(shop.admin, [await lamp()]);
    await shop.bus.drain();
    const heard = shop.app.get(CreationRecorder).heard.filter((signal) => signal.eventId === eventId);
    const { items } = (await shop.anybody.get('/api/event/signals?limit=100')).body;
    expect(heard).toEqual(items.filter((signal: HotDealSignal) => signal.eventId === eventId));
    expect(heard).toHaveLength(1);
  });
});
