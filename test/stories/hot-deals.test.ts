import { type Catalogue, openCatalogue } from '../support/catalogue';
import { daysAgo, inDays, stockShelves } from '../support/deals';

type Answer = Awaited<ReturnType<Catalogue['admin']['get']>>;

describe('a hot deal', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  const shelves = (...prices: number[]): Promise<number[]> => stockShelves(shop.database, prices);
  const create = (change: object, headers: Record<string, string> = {}): Promise<Answer> =>
    shop.admin.post(
      '/api/event/create',
      { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, startEventTime: daysAgo(1), ...change },
      headers,
    );
  const dealOf = async (productId: number): Promise<Record<string, unknown> | undefined> =>
    (await shop.user.post('/api/event/search-event', { productIds: [productId] })).body[0];

  it('is created with its window and its products, and found at once', async () => {
    const [lamp, chair] = (await shelves(1_000, 55_555)) as [number, number];
    const startEventTime = daysAgo(1);
    const created = await create({ startEventTime, productIds: [chair, lamp] });
    const terms = {
      eventId: expect.any(Number),
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      eventDuration: 7,
      startEventTime,
      endEventTime: new Date(Date.parse(startEventTime) + 7 * 86_400_000).toISOString(),
    };
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ ...terms, productIds: [chair, lamp] });
    const { eventId } = created.body;
    expect((await shop.user.get(`/api/event/${eventId}`)).body).toEqual({ ...terms, productCount: 2 });

    const deals = [
      { ...terms, productId: lamp, productName: `thing ${lamp}`, originalPrice: 1_000, discountPrice: 800 },
      { ...terms, productId: chair, productName: `thing ${chair}`, originalPrice: 55_555, discountPrice: 44_444 },
    ];
    const products = await shop.user.get(`/api/event/${eventId}/products`);
    expect([products.status, products.body]).toEqual([200, { items: deals, nextCursor: null }]);
    const searched = await shop.user.post('/api/event/search-event', { productIds: [chair, 999_999, lamp] });
    expect([searched.status, searched.body]).toEqual([200, [deals[1], deals[0]]]);
  });

  it('begins by the clock of the shop, or by the one that is named', async () => {
    const [lamp] = (await shelves(1_000)) as [number];
    const startOf = async (startEventTime: string): Promise<string> =>
      (await create({ startEventTime, productIds: [lamp] })).body.startEventTime;
    expect(await startOf('2999-07-15T00:00:00')).toBe('2999-07-14T15:00:00.000Z');
    expect(await startOf('2999-07-15T00:00:00Z')).toBe('2999-07-15T00:00:00.000Z');
    expect(await startOf('2999-07-15T00:00:00-05:00')).toBe('2999-07-15T05:00:00.000Z');
  });

  it('is refused when it would be over already', async () => {
    const productIds = await shelves(1_000);
    const before = await shop.user.get('/api/event');
    const { status, body } = await create({ startEventTime: daysAgo(7), productIds });
    expect([status, body.code]).toEqual([400, 'EVENT_ALREADY_OVER']);
    expect((await create({ startEventTime: '1970-01-01T00:00:00Z', productIds })).body.code).toBe('EVENT_ALREADY_OVER');
    expect((await shop.user.get('/api/event')).body).toEqual(before.body);
  });

  it.each([
    ['eventType', ['COLD_DEAL', 'hot_deal', '', null, 1, undefined]],
    ['eventDiscount', [0, 100, 1.5, '20', -1, null, undefined]],
    ['eventDuration', [0, 366, 0.5, '7', null, undefined]],
    ['startEventTime', ['2999-02-30T00:00:00', '2999-07-15', 'tomorrow', 1, null, ['2999-07-15T00:00:00'], undefined]],
    [
      'productIds',
      [[], [1, 1], ['1'], [0], [1.5], 1, null, Array.from({ length: 10_001 }, (_, id) => id + 1), undefined],
    ],
    ['colour', ['red']],
  ])('is refused with another %s', async (field, values) => {
    const productIds = await shelves(1_000);
    for (const value of values) {
      const { status, body } = await create({ productIds, [field]: value });
      expect([status, body.code, body.errors[0].field]).toEqual([400, 'VALIDATION_FAILED', field]);
    }
  });

  it('is for products that exist, all of them', async () => {
    const [lamp, gone] = (await shelves(1_000, 1_000)) as [number, number];
    await shop.admin.delete(`/api/products/${gone}`);
    const { status, body } = await create({ productIds: [gone, lamp] });
    expect([status, body.code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
    expect(body.detail).toContain(`There is no product ${gone};`);
    expect(await dealOf(lamp)).toBeUndefined();

    const unknown = Array.from({ length: 25 }, (_, index) => 5_000_000 + index);
    const { detail } = (await create({ productIds: [lamp, ...unknown] })).body;
    expect(detail.match(/50000\d\d/g)).toEqual(unknown.slice(0, 20).map(String));
    expect(detail).toContain('5 more');
    const [left] = await shop.database.query('SELECT 1 FROM hot_deal_items WHERE product_id = ?', [lamp]);
    expect(left).toBeUndefined();
  });

  it('keeps its prices when a product changes, and shows the new name', async () => {
    const [lamp] = (await shelves(1_000)) as [number];
    await create({ productIds: [lamp] });
    const { body } = await shop.user.get(`/api/products/${lamp}`);
    const { productId: _id, createdAt: _created, updatedAt: _updated, ...fields } = body;
    await shop.admin.put(`/api/products/${lamp}`, { ...fields, productName: 'brass lamp', productPrice: 5_000 });
    const kept = { productName: 'brass lamp', originalPrice: 1_000, discountPrice: 800 };
    expect(await dealOf(lamp)).toMatchObject(kept);
    await create({ eventDiscount: 1, productIds: [lamp] });
    expect(await dealOf(lamp)).toMatchObject(kept);
  });

  it('goes on without a product that is deleted', async () => {
    const [lamp, chair, table] = (await shelves(1, 1, 1)) as [number, number, number];
    const { eventId } = (await create({ productIds: [lamp, chair, table] })).body;
    await shop.admin.delete(`/api/products/${lamp}`);
    await shop.admin.delete(`/api/products/${chair}`);
    expect(await dealOf(lamp)).toBeUndefined();
    const first = await shop.user.get(`/api/event/${eventId}/products?limit=1`);
    expect(first.body).toMatchObject({ items: [{ productId: table }], nextCursor: null });
    expect((await shop.user.get(`/api/event/${eventId}`)).body.productCount).toBe(3);
  });

  it('yields to a better one, and is back when that ends', async () => {
    const [lamp] = (await shelves(1_000)) as [number];
    const twenty = (await create({ productIds: [lamp] })).body.eventId;
    const fifty = (await create({ eventDiscount: 50, productIds: [lamp] })).body.eventId;
    await create({ eventDiscount: 90, startEventTime: inDays(1), productIds: [lamp] });
    await create({ eventDiscount: 50, productIds: [lamp] });
    expect(await dealOf(lamp)).toMatchObject({ eventId: fifty, discountPrice: 500 });
    expect((await shop.admin.delete(`/api/event/${fifty}`)).status).toBe(204);
    expect(await dealOf(lamp)).toMatchObject({ eventDiscount: 50 });
    const third = (await dealOf(lamp))?.['eventId'] as number;
    await shop.admin.delete(`/api/event/${third}`);
    expect(await dealOf(lamp)).toMatchObject({ eventId: twenty, discountPrice: 800 });
  });

  it('is read product by product, page after page', async () => {
    const productIds = await shelves(1, 2, 3, 4, 5);
    const { eventId } = (await create({ productIds: [...productIds].reverse() })).body;
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await shop.user.get(`/api/event/${eventId}/products?limit=2${from}`);
      seen.push(...body.items.map(({ productId }: { productId: number }) => productId));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(productIds);
  });

  it('is ended once and for ever', async () => {
    const [lamp] = (await shelves(1_000)) as [number];
    const { eventId, endEventTime } = (await create({ productIds: [lamp] })).body;
    expect((await shop.admin.delete(`/api/event/${eventId}`)).status).toBe(204);
    const ended = (await shop.user.get(`/api/event/${eventId}`)).body;
    expect(ended.endEventTime < endEventTime).toBe(true);
    expect(await dealOf(lamp)).toBeUndefined();
    expect((await shop.admin.delete(`/api/event/${eventId}`)).status).toBe(204);
    expect((await shop.user.get(`/api/event/${eventId}`)).body).toEqual(ended);
  });

  it('that is ended before it begins never runs', async () => {
    const [lamp] = (await shelves(1_000)) as [number];
    const { eventId } = (await create({ startEventTime: inDays(1), productIds: [lamp] })).body;
    const idsOf = async (status: string): Promise<number[]> =>
      (await shop.user.get(`/api/event?status=${status}&limit=100`)).body.items.map(
        (event: { eventId: number }) => event.eventId,
      );
    expect(await idsOf('upcoming')).toContain(eventId);
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await idsOf('upcoming')).not.toContain(eventId);
    expect(await idsOf('active')).not.toContain(eventId);
    expect(await idsOf('ended')).toContain(eventId);
    expect(await dealOf(lamp)).toBeUndefined();
  });

  it('that nobody created cannot be found or ended', async () => {
    for (const answer of [
      await shop.user.get('/api/event/999999'),
      await shop.user.get('/api/event/999999/products'),
      await shop.admin.delete('/api/event/999999'),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'EVENT_NOT_FOUND']);
    }
    for (const path of ['/api/event/abc', '/api/event/0', '/api/event/1e1', '/api/event/01/products']) {
      expect((await shop.user.get(path)).body.code).toBe('VALIDATION_FAILED');
    }
  });

  it('is looked up for one to a thousand different products', async () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => index + 1);
    const search = async (body: unknown): Promise<number> =>
      (await shop.user.post('/api/event/search-event', body)).status;
    expect(await search({ productIds: ids.slice(1) })).toBe(200);
    for (const productIds of [ids, [], [1, 1], ['1'], [0], {}, undefined])
      expect(await search({ productIds })).toBe(400);
  });

  it('is made and ended by administrators, and read by those who have logged in', async () => {
    const [lamp] = (await shelves(1_000)) as [number];
    const { eventId } = (await create({ productIds: [lamp] })).body;
    for (const answer of [
      await shop.user.post('/api/event/create', {}),
      await shop.user.delete(`/api/event/${eventId}`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'FORBIDDEN']);
    }
    for (const answer of [
      await shop.anybody.get('/api/event'),
      await shop.anybody.get(`/api/event/${eventId}`),
      await shop.anybody.get(`/api/event/${eventId}/products`),
      await shop.anybody.post('/api/event/search-event', { productIds: [lamp] }),
      await shop.anybody.post('/api/event/create', {}),
      await shop.anybody.delete(`/api/event/${eventId}`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(await dealOf(lamp)).toMatchObject({ eventId });
  });

  describe('asked for with a key', () => {
    const terms = { startEventTime: '2999-07-15T00:00:00' };

    it('is created once, whatever the order of its products and the way its start is written', async () => {
      const [lamp, chair] = (await shelves(1_000, 2_000)) as [number, number];
      const first = await create({ ...terms, productIds: [lamp, chair] }, { 'idempotency-key': 'k1' });
      const again = await create(
        { startEventTime: '2999-07-14T15:00:00.000Z', productIds: [chair, lamp] },
        { 'idempotency-key': 'k1' },
      );
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual({ ...first.body, productIds: [chair, lamp] });
      const [row] = await shop.database.query<{ count: number }>(
        'SELECT COUNT(*) AS count FROM hot_deal_items WHERE product_id = ?',
        [lamp],
      );
      expect(Number(row?.count)).toBe(1);
    });

    it('is answered as it now stands, whatever would refuse it today', async () => {
      const productIds = await shelves(1_000);
      const first = await create({ productIds }, { 'idempotency-key': 'k2' });
      await shop.admin.delete(`/api/event/${first.body.eventId}`);
      await shop.admin.delete(`/api/products/${productIds[0]}`);
      const again = await create(
        { productIds, startEventTime: first.body.startEventTime },
        { 'idempotency-key': 'k2' },
      );
      expect(again.status).toBe(201);
      expect(again.body.eventId).toBe(first.body.eventId);
      expect(again.body.endEventTime < first.body.endEventTime).toBe(true);
    });

    it('is not another deal with the same key', async () => {
      const productIds = await shelves(1_000);
      await create({ ...terms, productIds }, { 'idempotency-key': 'k3' });
      const other = await create({ ...terms, eventDiscount: 21, productIds }, { 'idempotency-key': 'k3' });
      expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    });
  });
});

describe('the list of hot deals', () => {
  let shop: Catalogue;
  const made: Record<string, number> = {};
  beforeAll(async () => {
    shop = await openCatalogue();
    const productIds = await stockShelves(shop.database, [1_000]);
    const create = async (name: string, startEventTime: string, eventDuration: number): Promise<void> => {
      const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration, startEventTime, productIds };
      made[name] = (await shop.admin.post('/api/event/create', terms)).body.eventId;
    };
    await create('running until the day after tomorrow', daysAgo(1), 3);
    await create('running until tomorrow', daysAgo(3), 4);
    await create('running until tomorrow, too', daysAgo(3), 4);
    await create('next week', inDays(7), 1);
    await create('tomorrow', inDays(1), 1);
    await create('ended first', daysAgo(2), 30);
    await create('ended last', daysAgo(5), 30);
    await shop.admin.delete(`/api/event/${made['ended first']}`);
    await shop.admin.delete(`/api/event/${made['ended last']}`);
    // Of one instant to the millisecond: then the ids decide.
    await shop.database.execute('UPDATE hot_deals SET start_at = ?, end_at = ? WHERE event_id IN (?)', [
      new Date(daysAgo(3)),
      new Date(inDays(1)),
      [made['running until tomorrow'], made['running until tomorrow, too']],
    ]);
  });
  afterAll(() => shop.close());

  const read = async (query: string, limit: number): Promise<string[]> => {
    const names = new Map(Object.entries(made).map(([name, eventId]) => [eventId, name]));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, body } = await shop.user.get(`/api/event?limit=${limit}${query}${from}`);
      expect(status).toBe(200);
      seen.push(...body.items.map(({ eventId }: { eventId: number }) => names.get(eventId)));
      cursor = body.nextCursor;
    }
    return seen;
  };

  it.each([
    ['upcoming', ['tomorrow', 'next week']],
    ['active', ['running until tomorrow', 'running until tomorrow, too', 'running until the day after tomorrow']],
    ['ended', ['ended last', 'ended first']],
  ])('shows those that are %s, by what matters then', async (status, expected) => {
    for (const limit of [1, 2, 100]) expect(await read(`&status=${status}`, limit)).toEqual(expected);
  });

  it('shows all, newest start first, each once', async () => {
    const all = await read('', 100);
    expect(all).toEqual([
      'next week',
      'tomorrow',
      'running until the day after tomorrow',
      'ended first',
      'running until tomorrow, too',
      'running until tomorrow',
      'ended last',
    ]);
    for (const limit of [1, 2, 3]) expect(await read('', limit)).toEqual(all);
  });

  it('shows how many products each has, and not which', async () => {
    const { body } = await shop.user.get('/api/event?status=upcoming');
    expect(Object.keys(body.items[0]).sort()).toEqual(
      [
        'eventId',
        'eventType',
        'eventDiscount',
        'eventDuration',
        'startEventTime',
        'endEventTime',
        'productCount',
      ].sort(),
    );
  });

  it.each(['status=over', 'status=', 'status=active&status=ended', 'limit=0', 'limit=101', 'cursor=junk'])(
    'is not asked with %s',
    async (query) => {
      const { status, body } = await shop.user.get(`/api/event?${query}`);
      expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    },
  );
});

describe('the signals of new hot deals', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  it('are read by anybody, after the last one heard', async () => {
    const productIds = await stockShelves(shop.database, [1_000, 2_000]);
    const startEventTime = '2999-07-15T00:00:00.000Z';
    const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 1, startEventTime };
    const events: number[] = [];
    for (let count = 0; count < 3; count++) {
      events.push((await shop.admin.post('/api/event/create', { ...terms, productIds })).body.eventId);
    }
    const signals = events.map((eventId, index) => ({
      seq: index + 1,
      eventId,
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      startEventTime,
      endEventTime: '2999-07-16T00:00:00.000Z',
      productCount: 2,
      productIds,
    }));
    const read = async (query: string): Promise<unknown> => {
      const { status, body } = await shop.anybody.get(`/api/event/signals${query}`);
      expect(status).toBe(200);
      return body;
    };
    expect(await read('')).toEqual({ items: signals, lastSeq: 3 });
    expect(await read('?after=0&limit=2')).toEqual({ items: signals.slice(0, 2), lastSeq: 2 });
    expect(await read('?after=2')).toEqual({ items: signals.slice(2), lastSeq: 3 });
    expect(await read('?after=3')).toEqual({ items: [], lastSeq: 3 });
  });

  it.each(['after=-1', 'after=x', 'after=1.5', 'after=9007199254740993', 'limit=0', 'limit=101'])(
    'are not asked with %s',
    async (query) => {
      const { status, body } = await shop.anybody.get(`/api/event/signals?${query}`);
      expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    },
  );
});

describe('ten thousand products in one request', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  it('are all on sale when it is answered, at their own price', async () => {
    const productIds = await stockShelves(
      shop.database,
      Array.from({ length: 10_000 }, (_, index) => 100 + index),
    );
    const created = await shop.admin.post('/api/event/create', {
      eventType: 'HOT_DEAL',
      eventDiscount: 33,
      eventDuration: 1,
      startEventTime: daysAgo(0.01),
      productIds,
    });
    expect(created.status).toBe(201);
    expect(created.body.productIds).toEqual(productIds);
    const [items] = await shop.database.query<{ right: number }>(
      `SELECT COUNT(*) AS \`right\` FROM hot_deal_items JOIN products USING (product_id)
       WHERE event_id = ? AND original_price = price AND discount_price = FLOOR(price * 67 / 100)`,
      [created.body.eventId],
    );
    expect(Number(items?.right)).toBe(10_000);
    const asked = productIds.slice(9_000).reverse();
    const { body } = await shop.user.post('/api/event/search-event', { productIds: asked });
    expect(body.map(({ productId }: { productId: number }) => productId)).toEqual(asked);

    const [signal] = (await shop.anybody.get('/api/event/signals')).body.items;
    expect(signal).toMatchObject({ eventId: created.body.eventId, productCount: 10_000 });
    expect(signal).not.toHaveProperty('productIds');

    expect((await shop.admin.delete(`/api/event/${created.body.eventId}`)).status).toBe(204);
    expect((await shop.user.post('/api/event/search-event', { productIds: asked })).body).toEqual([]);
  });
});
