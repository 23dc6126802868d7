import { type Catalogue, openCatalogue } from '../support/catalogue';
import { daysAgo, inDays, insertProducts } from '../support/deals';

describe('the list of hot deals', () => {
  let shop: Catalogue;
  const made: Record<string, number> = {};
  beforeAll(async () => {
    shop = await openCatalogue();
    const productIds = await insertProducts(shop.database, [1_000]);
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
    // The starts are equal to the millisecond, so that the ids decide.
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
  ])('shows %s deals in the order of their next or last transition', async (status, expected) => {
    for (const limit of [1, 2, 100]) expect(await read(`&status=${status}`, limit)).toEqual(expected);
  });

  it('shows all deals, newest start first, each once', async () => {
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

  it('shows the number of products of each deal, not the products', async () => {
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
    'refuses the query %s',
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

  it('are read without a token, after the last one received', async () => {
    const productIds = await insertProducts(shop.database, [1_000, 2_000]);
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
      const { status, body } = await shop.anonymous.get(`/api/event/signals${query}`);
      expect(status).toBe(200);
      return body;
    };
    expect(await read('')).toEqual({ items: signals, lastSeq: 3 });
    expect(await read('?after=0&limit=2')).toEqual({ items: signals.slice(0, 2), lastSeq: 2 });
    expect(await read('?after=2')).toEqual({ items: signals.slice(2), lastSeq: 3 });
    expect(await read('?after=3')).toEqual({ items: [], lastSeq: 3 });
  });

  it.each(['after=-1', 'after=x', 'after=1.5', 'after=9007199254740993', 'limit=0', 'limit=101'])(
    'refuse the query %s',
    async (query) => {
      const { status, body } = await shop.anonymous.get(`/api/event/signals?${query}`);
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

  it('are all on sale at their own price when the request is answered', async () => {
    const productIds = await insertProducts(
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
    const searched = productIds.slice(9_000).reverse();
    const { body } = await shop.user.post('/api/event/search-event', { productIds: searched });
    expect(body.map(({ productId }: { productId: number }) => productId)).toEqual(searched);

    const [signal] = (await shop.anonymous.get('/api/event/signals')).body.items;
    expect(signal).toMatchObject({ eventId: created.body.eventId, productCount: 10_000 });
    expect(signal).not.toHaveProperty('productIds');

    expect((await shop.admin.delete(`/api/event/${created.body.eventId}`)).status).toBe(204);
    expect((await shop.user.post('/api/event/search-event', { productIds: searched })).body).toEqual([]);
  });
});
