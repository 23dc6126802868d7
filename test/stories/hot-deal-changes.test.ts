import { DatabaseClock } from '#platform/database/database-clock';
import { HotDealChangeRepository } from '../../src/modules/event/persistence/hot-deal-change.repository';
import { AnnounceDealTransitions } from '../../src/modules/event/use-cases/announce-deal-transitions';
import { instantIn, moveWindow, signalNamesOf, signalsOf, untilPassed } from '../support/deal-transitions';
import { bestDealOf, createDeal, daysAgo, inDays } from '../support/deals';
import { integrityViolations } from '../support/integrity';
import { pauseStep } from '../support/paused-step';
import { createProduct } from '../support/products';
import { openShop, type Shop } from '../support/shop';

describe('a change of a hot deal', () => {
  let shop: Shop;
  let lamp: number;
  let desk: number;
  beforeAll(async () => {
    shop = await openShop();
    [lamp, desk] = [await createProduct(shop.admin, { productPrice: 10_000 }), await createProduct(shop.admin)];
  });
  afterAll(async () => {
    await shop.bus.drain();
    expect(await integrityViolations(shop.database)).toEqual([]);
    await shop.close();
  });

  const terms = (change: object = {}): object => ({
    eventType: 'HOT_DEAL',
    eventDiscount: 30,
    eventDuration: 2,
    startEventTime: inDays(3),
    productIds: [lamp],
    ...change,
  });
  const upcoming = (change: object = {}): Promise<number> =>
    createDeal(shop.admin, [lamp], { startEventTime: inDays(1), ...change });
  const put = (eventId: number, body: object) => shop.admin.put(`/api/event/${eventId}`, body);
  const show = async (eventId: number) => (await shop.admin.get(`/api/event/${eventId}`)).body;

  it('replaces all of a deal that has not begun, and is announced', async () => {
    const eventId = await upcoming({ eventName: '첫 이름' });
    await shop.admin.put(`/api/products/${desk}`, { ...(await productOf(desk)), productPrice: 2_000 });
    const startEventTime = inDays(4);
    const endEventTime = new Date(Date.parse(startEventTime) + 90 * 60_000).toISOString();
    const change = { eventDuration: undefined, startEventTime, endEventTime, productIds: [desk, lamp] };
    const { status, body } = await put(eventId, terms({ ...change, bannerUrl: 'https://shop.example/banner.jpg' }));
    expect([status, body]).toEqual([
      200,
      {
        eventId,
        eventType: 'HOT_DEAL',
        bannerUrl: 'https://shop.example/banner.jpg',
        eventDiscount: 30,
        eventDuration: 1,
        startEventTime,
        endEventTime,
        productCount: 2,
      },
    ]);
    const { items } = (await shop.admin.get(`/api/event/${eventId}/products`)).body;
    expect(items.map((deal: { discountPrice: number }) => deal.discountPrice)).toEqual([7_000, 1_400]);
    const [, changed, ...others] = await signalsOf(shop.anonymous, eventId);
    expect(changed).toEqual({
      seq: changed?.seq,
      eventId,
      eventType: 'HOT_DEAL',
      eventDiscount: 30,
      startEventTime,
      endEventTime,
      productCount: 2,
      productIds: [lamp, desk],
      signal: 'hot-deal-changed',
    });
    expect(others).toEqual([]);
    await put(eventId, terms(change));
    expect(await signalNamesOf(shop.anonymous, eventId)).toEqual([
      'new-hot-deal',
      'hot-deal-changed',
      'hot-deal-changed',
    ]);
  });

  it('of a running deal may be of its name and its banner only', async () => {
    const startEventTime = daysAgo(0.5);
    const eventId = await createDeal(shop.admin, [lamp], { startEventTime });
    const same = terms({ startEventTime, eventDiscount: 20, eventDuration: 1 });
    expect((await put(eventId, { ...same, eventName: ' 마감 세일 ' })).body).toMatchObject({ eventName: '마감 세일' });
    for (const change of [
      { eventDiscount: 21 },
      { eventDuration: 2 },
      { startEventTime: daysAgo(0.4) },
      { productIds: [desk] },
      { productIds: [lamp, desk] },
      { productIds: [lamp, 999_999] },
    ]) {
      const { status, body } = await put(eventId, { ...same, ...change });
      expect([status, body.code, body.about]).toEqual([409, 'EVENT_RUNNING', { startEventTime }]);
    }
    expect(await show(eventId)).toMatchObject({ eventName: '마감 세일', eventDiscount: 20, productCount: 1 });
    expect(await signalNamesOf(shop.anonymous, eventId)).toEqual(['new-hot-deal', 'hot-deal-changed']);
    expect((await put(eventId, same)).body).not.toHaveProperty('eventName');
    await shop.admin.delete(`/api/event/${eventId}`);
  });

  it('is refused for a deal that has ended or was ended before its start, and for an unknown one', async () => {
    const [ended, neverRan] = [await createDeal(shop.admin, [lamp]), await upcoming()];
    for (const eventId of [ended, neverRan]) {
      await shop.admin.delete(`/api/event/${eventId}`);
      for (const body of [terms(), terms({ startEventTime: daysAgo(9) })]) {
        const answer = await put(eventId, body);
        expect([answer.status, answer.body.code]).toEqual([409, 'EVENT_ENDED']);
        expect(answer.body.about).toEqual({ endEventTime: (await show(eventId)).endEventTime });
      }
    }
    const unknown = await put(999_999, terms());
    expect([unknown.status, unknown.body.code]).toEqual([404, 'EVENT_NOT_FOUND']);
  });

  it('is refused to users, and changes nothing with an unknown product or an end in the past', async () => {
    const eventId = await upcoming();
    const before = await show(eventId);
    expect((await shop.buyer(1).put(`/api/event/${eventId}`, terms())).status).toBe(403);
    const missing = await put(eventId, terms({ productIds: [lamp, 999_999] }));
    expect([missing.status, missing.body.code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
    expect(missing.body.detail).toContain('999999');
    const over = await put(eventId, terms({ startEventTime: daysAgo(9) }));
    expect([over.status, over.body.code]).toEqual([400, 'EVENT_ALREADY_OVER']);
    expect(await show(eventId)).toEqual(before);
  });

  it('that moves the start into the past opens the deal at once, after the signal of the change', async () => {
    const product = await createProduct(shop.admin, { productPrice: 1_000 });
    const eventId = await createDeal(shop.admin, [product], { startEventTime: inDays(1) });
    expect(await bestDealOf(shop.admin, product)).toBeUndefined();
    await put(eventId, terms({ startEventTime: daysAgo(1), productIds: [product] }));
    expect(await bestDealOf(shop.admin, product)).toMatchObject({ eventId, discountPrice: 700 });
    const names = ['new-hot-deal', 'hot-deal-changed', 'hot-deal-opened'];
    expect(await signalNamesOf(shop.anonymous, eventId)).toEqual(names);
    await shop.app.get(AnnounceDealTransitions, { strict: false }).execute();
    expect(await signalNamesOf(shop.anonymous, eventId)).toEqual(names);
  });

  it('is refused when the deal is about to begin before the change is written', async () => {
    const eventId = await upcoming();
    const changes = shop.app.get(HotDealChangeRepository, { strict: false });
    const replacing = pauseStep(changes as unknown as { replaceTerms: () => Promise<void> }, 'replaceTerms');
    const start = await instantIn(shop, 5_000);
    await moveWindow(shop.database, [eventId], 'start_at', start);
    const changing = put(eventId, terms());
    await replacing.reached;
    await untilPassed(shop, new Date(start.getTime() - 2_000));
    replacing.release();
    expect((await changing).body.code).toBe('EVENT_RUNNING');
    expect(await show(eventId)).toMatchObject({ eventDiscount: 20, startEventTime: start.toISOString() });
    const [item] = await shop.database.query('SELECT discount FROM hot_deal_items WHERE event_id = ?', [eventId]);
    expect(item).toEqual({ discount: 20 });
    await shop.admin.delete(`/api/event/${eventId}`);
  });

  it('is refused when the deal is about to begin before the signals of other deals are committed', async () => {
    const eventId = await upcoming();
    const start = await instantIn(shop, 4_000);
    await moveWindow(shop.database, [eventId], 'start_at', start);
    let changing: ReturnType<typeof put> | undefined;
    await shop.database.transaction(async (tx) => {
      await tx.query('SELECT last_seq FROM hot_deal_signal_counter WHERE id = 1 FOR UPDATE');
      changing = put(eventId, terms());
      await untilPassed(shop, new Date(start.getTime() - 2_000));
    });
    const answer = await changing;
    expect([answer?.status, answer?.body.code]).toEqual([409, 'EVENT_RUNNING']);
    expect(await show(eventId)).toMatchObject({ eventDiscount: 20 });
    expect(await signalNamesOf(shop.anonymous, eventId)).not.toContain('hot-deal-changed');
    await shop.admin.delete(`/api/event/${eventId}`);
  });

  it('and an end at the same time leave a deal that is over, whichever comes first', async () => {
    for (let round = 0; round < 10; round++) {
      const eventId = await upcoming();
      const [changed, ended] = await Promise.all([put(eventId, terms()), shop.admin.delete(`/api/event/${eventId}`)]);
      expect(ended.status).toBe(204);
      expect([200, 409]).toContain(changed.status);
      const { startEventTime, endEventTime } = await show(eventId);
      expect(endEventTime < startEventTime).toBe(true);
      const names = await signalNamesOf(shop.anonymous, eventId);
      expect(names).toEqual(
        ['new-hot-deal', 'hot-deal-changed', 'hot-deal-ended'].filter(
          (name) => name !== 'hot-deal-changed' || changed.status === 200,
        ),
      );
    }
  });

  it('happens once each when two come at the same time, and the later one is kept whole', async () => {
    const eventId = await upcoming();
    const answers = await Promise.all([
      put(eventId, terms({ eventDiscount: 40, productIds: [lamp] })),
      put(eventId, terms({ eventDiscount: 50, productIds: [desk] })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { eventDiscount } = await show(eventId);
    const { items } = (await shop.admin.get(`/api/event/${eventId}/products`)).body;
    expect(items).toMatchObject([{ eventDiscount, productId: eventDiscount === 40 ? lamp : desk }]);
    expect(await signalNamesOf(shop.anonymous, eventId)).toHaveLength(3);
  });

  it('is known to every instance when its signal is sent, and to the others within a second', async () => {
    const other = await openShop({ beside: shop });
    try {
      const product = await createProduct(shop.admin, { productPrice: 1_000 });
      const eventId = await createDeal(shop.admin, [product], { startEventTime: inDays(1) });
      expect(await bestDealOf(other.admin, product)).toBeUndefined();
      await put(eventId, terms({ startEventTime: daysAgo(1), productIds: [product] }));
      const deadline = performance.now() + 1_500;
      let found: unknown;
      while (found === undefined && performance.now() < deadline) found = await bestDealOf(other.admin, product);
      expect(found).toMatchObject({ eventId, discountPrice: 700 });
    } finally {
      await other.close();
    }
  });

  async function productOf(productId: number): Promise<object> {
    const { body } = await shop.admin.get(`/api/products/${productId}`);
    const { productId: _id, createdAt: _created, updatedAt: _updated, ...fields } = body;
    return fields as object;
  }

  describe('and its times', () => {
    const create = (change: object) => shop.admin.post('/api/event/create', terms(change));
    const END = { eventDuration: undefined };

    it.each([
      [60_000, 1],
      [24 * 3_600_000, 1],
      [24 * 3_600_000 + 1, 2],
      [365 * 24 * 3_600_000, 365],
    ])('may be an end instead of a duration: %i ms are answered as %i days', async (length, eventDuration) => {
      const startEventTime = inDays(1);
      const endEventTime = new Date(Date.parse(startEventTime) + length).toISOString();
      const { status, body } = await create({ ...END, startEventTime, endEventTime });
      expect([status, body]).toMatchObject([201, { startEventTime, endEventTime, eventDuration, productIds: [lamp] }]);
    });

    it.each([
      ['endEventTime', 'CONFLICTING_FIELD', { endEventTime: inDays(5) }],
      ['eventDuration', 'REQUIRED', END],
      ['eventDuration', 'REQUIRED', { eventDuration: null }],
      ['endEventTime', 'REQUIRED', { ...END, endEventTime: null }],
      ['endEventTime', 'TOO_EARLY', { ...END, startEventTime: inDays(2), endEventTime: inDays(1) }],
      ['endEventTime', 'TOO_LATE', { ...END, startEventTime: inDays(2), endEventTime: inDays(368) }],
      ['startEventTime', 'NOT_A_TIME', { startEventTime: '1970-01-01T00:00:00+00:01' }],
      ['startEventTime', 'NOT_A_TIME', { startEventTime: '1970-01-01T08:59:59' }],
      ['eventDuration', 'TOO_LATE', { startEventTime: '9998-12-31T23:59:59-23:59', eventDuration: 365 }],
      ['endEventTime', 'NOT_A_TIME', { ...END, startEventTime: inDays(2), endEventTime: '9999-12-31T23:59:59-00:01' }],
      ['eventName', 'TOO_LONG', { eventName: '가'.repeat(101) }],
      ['eventName', 'REQUIRED', { eventName: null }],
      ['bannerUrl', 'NOT_A_URL', { bannerUrl: 'ftp://shop.example/banner.jpg' }],
    ])('are refused for %s by the rule %s', async (field, rule, change) => {
      for (const answer of [await create(change), await put(1, terms(change))]) {
        expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED']);
        expect(answer.body.errors).toEqual([expect.objectContaining({ field, rule })]);
      }
    });

    it('may reach the last instant that the database can hold, and such deals are paged', async () => {
      const startEventTime = '9998-12-31T23:59:59-23:59';
      const created = await create({ startEventTime, eventDuration: 364 });
      expect(created.status).toBe(201);
      const again = await create({ startEventTime, eventDuration: 364 });
      const { nextCursor } = (await shop.admin.get('/api/event?limit=1')).body;
      const next = await shop.admin.get(`/api/event?limit=1&cursor=${nextCursor}`);
      expect(next.body.items).toMatchObject([{ eventId: Math.min(created.body.eventId, again.body.eventId) }]);
    });

    it('are compared as instants, by the clock of the database', async () => {
      const now = shop.app.get(DatabaseClock).now().getTime();
      const startEventTime = new Date(now - 120_000).toISOString();
      const over = await create({ ...END, startEventTime, endEventTime: new Date(now - 1).toISOString() });
      expect([over.status, over.body.code]).toEqual([400, 'EVENT_ALREADY_OVER']);
      const endEventTime = new Date(now + 60_000).toISOString();
      expect((await create({ ...END, startEventTime, endEventTime })).status).toBe(201);
    });
  });
});
