import { setTimeout as sleep } from 'node:timers/promises';
import { HotDealClient } from '#event';
import { instantIn } from '../support/deal-transitions';
import { bestDealOf, createDeal, inDays } from '../support/deals';
import { integrityViolations } from '../support/integrity';
import { lampDraft } from '../support/products';
import { openShop, type Shop } from '../support/shop';

interface Charge {
  /** before the order was sent, ms */
  readonly sentAt: number;
  readonly orderDate: string;
  readonly price: number;
  readonly eventId: number | null;
}

/** Without Redis no message of another instance arrives: there are only the revisions, which are read each second. */
const WITHOUT_REDIS = { REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' };
const PRICE = 10_000;
const KNOWN_MS = 1_000;

describe('orders on an instance that hears of no change at once', () => {
  let shop: Shop;
  let other: Shop;
  let lamp: number;
  beforeAll(async () => {
    shop = await openShop({ variables: WITHOUT_REDIS });
    other = await openShop({ variables: WITHOUT_REDIS, beside: shop });
    // It also takes over signals, and would drop its cache before it sends them.
    other.app.get(HotDealClient, { strict: false }).invalidate = () => undefined;
  });
  beforeEach(async () => {
    lamp = await shop.stocked(100_000, PRICE);
  });
  afterAll(async () => {
    await shop.bus.drain();
    await other.bus.drain();
    // Signals wait for Redis.
    const violations = await integrityViolations(shop.database);
    expect(violations.filter((one) => !one.startsWith('delivery.made'))).toEqual([]);
    await other.close();
    await shop.close();
  });

  const charge = async (): Promise<Charge> => {
    const sentAt = performance.now();
    const { body } = await other.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 });
    const { items, orderDate } = body as {
      items: { productPrice: number; eventId: number | null }[];
      orderDate: string;
    };
    const { productPrice = 0, eventId = null } = items[0] ?? {};
    return { sentAt, orderDate, price: productPrice, eventId };
  };
  /** Orders one after the other until `milliseconds` have passed. */
  const chargeFor = async (milliseconds: number): Promise<Charge[]> => {
    const charges: Charge[] = [];
    for (const end = performance.now() + milliseconds; performance.now() < end; await sleep(10)) {
      charges.push(await charge());
    }
    return charges;
  };
  /** The orders sent more than a second after `changedAt`, until there are five. */
  const lateCharges = async (changedAt: number): Promise<Charge[]> => {
    const charges: Charge[] = [];
    while (charges.length < 5)
      charges.push(...(await chargeFor(100)).filter(({ sentAt }) => sentAt - changedAt >= KNOWN_MS));
    return charges;
  };
  const put = async (eventId: number, change: object): Promise<number> => {
    const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 1, productIds: [lamp] };
    const { status, body } = await shop.admin.put(`/api/event/${eventId}`, { ...terms, ...change });
    if (status !== 200) throw new Error(`The deal was not changed: ${JSON.stringify(body)}`);
    return performance.now();
  };

  it('agree from its first instant with a deal that was changed some seconds before its start', async () => {
    const start = await instantIn(shop, 8_000);
    const startEventTime = start.toISOString();
    const eventId = await createDeal(shop.admin, [lamp], { startEventTime });
    // The other instance caches the deal as it is before the change.
    await chargeFor(1_200);
    await put(eventId, { startEventTime, eventDiscount: 10 });
    const left = start.getTime() - (await instantIn(shop, 0)).getTime();
    const charges = await chargeFor(left + 500);
    const [before, during] = [
      charges.filter(({ orderDate }) => orderDate < startEventTime),
      charges.filter(({ orderDate }) => orderDate >= startEventTime),
    ];
    expect(before.length).toBeGreaterThan(0);
    expect(during.length).toBeGreaterThan(0);
    expect(new Set(before.map(({ price }) => price))).toEqual(new Set([PRICE]));
    expect(new Set(during.map(({ price }) => price))).toEqual(new Set([9_000]));
  });

  it.each([
    ['moved away', (eventId: number) => put(eventId, { startEventTime: inDays(1) })],
    ['ended', (eventId: number) => shop.admin.delete(`/api/event/${eventId}`)],
  ])('do not open a deal that was %s before its start', async (_, change) => {
    const start = await instantIn(shop, 8_000);
    const eventId = await createDeal(shop.admin, [lamp], { startEventTime: start.toISOString() });
    await chargeFor(1_200);
    await change(eventId);
    const left = start.getTime() - (await instantIn(shop, 0)).getTime();
    const charges = await chargeFor(left + 500);
    expect(new Set(charges.map(({ price }) => price))).toEqual(new Set([PRICE]));
  });

  it.each([
    ['ends', (eventId: number) => shop.admin.delete(`/api/event/${eventId}`)],
    [
      'has an ordinary price below it',
      () => shop.admin.put(`/api/products/${lamp}`, { ...lampDraft, productPrice: 5_000 }),
    ],
    [
      'is left by the products',
      async () => {
        const eventId = await createDeal(shop.admin, [lamp], { eventDiscount: 60 });
        await charge();
        await shop.admin.delete(`/api/event/${eventId}`);
      },
    ],
  ])('are not charged its price more than a second after a deal %s', async (how, change) => {
    const eventId = await createDeal(shop.admin, [lamp]);
    await chargeFor(1_200);
    expect((await charge()).price).toBe(8_000);
    await change(eventId);
    const changedAt = performance.now();
    const late = await lateCharges(changedAt);
    const expected = { ends: PRICE, 'has an ordinary price below it': 5_000, 'is left by the products': 8_000 }[how];
    expect(new Set(late.map(({ price }) => price))).toEqual(new Set([expected]));
    const shown = await bestDealOf(other.anonymous, lamp);
    expect(shown?.['discountPrice']).toBe(how === 'is left by the products' ? 8_000 : undefined);
  });

  it('are charged the price of a deal whose start was moved into the past within a second', async () => {
    const eventId = await createDeal(shop.admin, [lamp], { startEventTime: inDays(1) });
    await chargeFor(1_200);
    const changedAt = await put(eventId, { startEventTime: new Date(Date.now() - 60_000).toISOString() });
    const late = await lateCharges(changedAt);
    expect(new Set(late.map((one) => `${one.price} ${one.eventId}`))).toEqual(new Set([`8000 ${eventId}`]));
  });
});
