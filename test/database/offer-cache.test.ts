import { DatabaseClock } from '#platform/database/database-clock';
import { HotDealClient, type HotDealSignal } from '#event';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createDeal, CreationRecorder, insertProducts } from '../support/deals';
import { someSignal } from '../support/signals';
import { until } from '../support/until';

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;
const at = (instant: Date, milliseconds: number): Date => new Date(instant.getTime() + milliseconds);

describe('the cached offers of hot deals', () => {
  let shop: Catalogue;
  let deals: HotDealClient;
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [CreationRecorder] });
    deals = shop.app.get(HotDealClient);
  });
  afterAll(() => shop.close());

  const lamp = async (): Promise<number> => (await insertProducts(shop.database, [1_000]))[0] as number;
  const best = async (productId: number, instant: Date) =>
    (await deals.bestOffers([productId], instant)).bestFor({ productId, productPrice: 1_000 });
  const now = (): Date => shop.app.get(DatabaseClock).now();

  it('count from the start of the deal to just before its end', async () => {
    const productId = await lamp();
    const start = at(now(), 30 * SECOND);
    const end = at(now(), 20 * SECOND);
    const upcoming = await createDeal(shop.admin, [productId], { startEventTime: start.toISOString() });
    const running = await createDeal(shop.admin, [productId], {
      startEventTime: at(end, -DAY).toISOString(),
      eventDiscount: 10,
    });
    const bestAt = async (instant: Date): Promise<number | undefined> => (await best(productId, instant))?.eventId;
    expect(await bestAt(now())).toBe(running);
    expect(await bestAt(at(end, -1))).toBe(running);
    expect(await bestAt(end)).toBeUndefined();
    expect(await bestAt(at(start, -1))).toBeUndefined();
    expect(await bestAt(start)).toBe(upcoming);
  });

  it('show a change of this instance at once', async () => {
    const productId = await lamp();
    expect(await best(productId, now())).toBeUndefined();
    const eventId = await createDeal(shop.admin, [productId]);
    expect(await best(productId, now())).toMatchObject({
      eventId,
      productId,
      eventDiscount: 20,
      originalPrice: 1_000,
      discountPrice: 800,
    });
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await best(productId, now())).toBeUndefined();
  });

  it('count for an instant just before the deal was ended', async () => {
    const productId = await lamp();
    const eventId = await createDeal(shop.admin, [productId]);
    const before = now();
    await until(() => Promise.resolve(now() > before));
    await shop.admin.delete(`/api/event/${eventId}`);
    expect((await best(productId, before))?.eventId).toBe(eventId);
  });

  it('are dropped when a signal invalidates them', async () => {
    const productId = await lamp();
    const eventId = await createDeal(shop.admin, [productId]);
    await deals.bestOffers([productId], now());
    await shop.database.execute('UPDATE hot_deal_items SET discount_price = 1 WHERE event_id = ?', [eventId]);
    deals.invalidate(someSignal());
    expect((await best(productId, now()))?.discountPrice).toBe(1);
  });

  it.each([
    ['after the opening the deal runs', 'hot-deal-opened', [true]],
    ['after the end the deal is over', 'hot-deal-ended', []],
  ] as const)('are judged by a clock that is not behind the signal: %s', async (_, signal, isBest) => {
    const productId = await lamp();
    const eventId = await createDeal(shop.admin, [productId]);
    const clock = shop.app.get(DatabaseClock);
    const instant = at(now(), 40);
    const column = signal === 'hot-deal-opened' ? 'start_at' : 'end_at';
    await shop.database.execute(`UPDATE hot_deal_items SET ${column} = ? WHERE event_id = ?`, [instant, eventId]);
    const times = { startEventTime: instant.toISOString(), endEventTime: instant.toISOString() };
    deals.invalidate({ ...someSignal(), ...times, signal });
    expect(clock.now() >= instant).toBe(true);
    const found = (await shop.user.post('/api/event/search-event', { productIds: [productId] })).body;
    expect(found.map((deal: { eventId: number }) => deal.eventId === eventId)).toEqual(isBest);
  });

  it('are read in batches for a deal of many products', async () => {
    const productIds = await insertProducts(shop.database, [1, 2, 3, 4, 5]);
    const eventId = await createDeal(shop.admin, productIds);
    const batches: number[][] = [];
    for (let after = 0; ;) {
      const offers = await deals.offersOf(eventId, after, 2);
      batches.push(offers.map(({ productId }) => productId));
      if (offers.length < 2) break;
      after = offers.at(-1)?.productId ?? 0;
    }
    expect(batches).toEqual([productIds.slice(0, 2), productIds.slice(2, 4), productIds.slice(4)]);
  });

  it('are announced once, by the same signal that the API lists', async () => {
    const eventId = await createDeal(shop.admin, [await lamp()]);
    await shop.bus.drain();
    const recorded = shop.app.get(CreationRecorder).signals.filter((signal) => signal.eventId === eventId);
    const { items } = (await shop.anonymous.get('/api/event/signals?limit=100')).body;
    expect(recorded).toEqual(items.filter((signal: HotDealSignal) => signal.eventId === eventId));
    expect(recorded).toHaveLength(1);
  });
});
