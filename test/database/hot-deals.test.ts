import { DataSource } from 'typeorm';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { DatabaseClock } from '#platform/database/database-clock';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { HotDealClient, HotDealCreated, type HotDealSignal } from '#event';
import { ExpireAtMidnight } from '../../src/modules/event/use-cases/expire-at-midnight';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { daysAgo, inDays, stockShelves } from '../support/deals';
import { expectIndexes } from '../support/explain';
import { until } from '../support/until';

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;
const at = (instant: Date, milliseconds: number): Date => new Date(instant.getTime() + milliseconds);

class SignalsHeard extends Reaction<HotDealSignal> {
  override readonly fact = HotDealCreated;
  override readonly name = 'test.hear-signals';
  readonly heard: HotDealSignal[] = [];

  override react({ facts }: Batch<HotDealSignal>): Promise<void> {
    this.heard.push(...facts);
    return Promise.resolve();
  }
}

const terms = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 1 };

async function create(shop: Catalogue, productIds: readonly number[], change: object = {}): Promise<number> {
  const body = { ...terms, startEventTime: daysAgo(0.5), productIds, ...change };
  const answer = await shop.admin.post('/api/event/create', body);
  expect(answer.status).toBe(201);
  return answer.body.eventId as number;
}

async function count(shop: Catalogue, table: string): Promise<number> {
  const [row] = await shop.database.query<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`);
  return Number(row?.count);
}

describe('what other modules know of hot deals', () => {
  let shop: Catalogue;
  let deals: HotDealClient;
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [SignalsHeard] });
    deals = shop.app.get(HotDealClient);
  });
  afterAll(() => shop.close());

  const lamp = async (): Promise<number> => (await stockShelves(shop.database, [1_000]))[0] as number;
  const now = (): Date => shop.app.get(DatabaseClock).now();

  it('is a deal from its very start to just before its end', async () => {
    const productId = await lamp();
    const start = at(now(), 30 * SECOND);
    const end = at(now(), 20 * SECOND);
    const upcoming = await create(shop, [productId], { startEventTime: start.toISOString() });
    const running = await create(shop, [productId], { startEventTime: at(end, -DAY).toISOString(), eventDiscount: 10 });
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
    const eventId = await create(shop, [productId]);
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
    const eventId = await create(shop, [productId]);
    const before = now();
    await until(() => Promise.resolve(now() > before));
    await shop.admin.delete(`/api/event/${eventId}`);
    expect((await deals.bestOffers([productId], before)).get(productId)?.eventId).toBe(eventId);
  });

  it('is forgotten when it is told to', async () => {
    const productId = await lamp();
    const eventId = await create(shop, [productId]);
    await deals.bestOffers([productId], now());
    await shop.database.execute('UPDATE hot_deal_items SET discount_price = 1 WHERE event_id = ?', [eventId]);
    deals.forget();
    expect((await deals.bestOffers([productId], now())).get(productId)?.discountPrice).toBe(1);
  });

  it('is told chunk by chunk of a deal of many products', async () => {
    const productIds = await stockShelves(shop.database, [1, 2, 3, 4, 5]);
    const eventId = await create(shop, productIds);
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
    const eventId = await create(shop, [await lamp()]);
    await shop.bus.drain();
    const heard = shop.app.get(SignalsHeard).heard.filter((signal) => signal.eventId === eventId);
    const { items } = (await shop.anybody.get('/api/event/signals?limit=100')).body;
    expect(heard).toEqual(items.filter((signal: HotDealSignal) => signal.eventId === eventId));
    expect(heard).toHaveLength(1);
  });
});

describe('the creation of a hot deal', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [SignalsHeard] });
  });
  afterAll(() => shop.close());

  it('leaves nothing behind when any part of it fails', async () => {
    const productIds = await stockShelves(shop.database, [1, 2, 3]);
    const body = { ...terms, startEventTime: daysAgo(0.5), productIds };
    await shop.database.execute('DELETE FROM hot_deal_signal_counter');
    expect((await shop.admin.post('/api/event/create', body, { 'idempotency-key': 'k' })).status).toBe(500);
    for (const table of ['hot_deals', 'hot_deal_items', 'hot_deal_signals', 'idempotency_keys', 'deliveries']) {
      expect([table, await count(shop, table)]).toEqual([table, 0]);
    }
    await shop.database.execute('INSERT INTO hot_deal_signal_counter (id, last_seq) VALUES (1, 0)');
    expect((await shop.admin.post('/api/event/create', body, { 'idempotency-key': 'k' })).status).toBe(201);
  });

  it('takes its number in the order of commits: a signal never appears below one that was read', async () => {
    const [productId] = (await stockShelves(shop.database, [1])) as [number];
    const last = (await shop.anybody.get('/api/event/signals')).body.lastSeq as number;
    let creating: Promise<number> | undefined;
    await shop.database.transaction(async (tx) => {
      // Another instance has its number, and has not committed yet.
      await tx.execute('UPDATE hot_deal_signal_counter SET last_seq = last_seq + 1 WHERE id = 1');
      creating = create(shop, [productId]);
      await until(async () => {
        const statements = await shop.database.query<{ db: string | null; Info: string | null }>(
          'SHOW FULL PROCESSLIST',
        );
        return statements.some(
          ({ db, Info }) => db === shop.scheme && Info?.startsWith('UPDATE hot_deal_signal_counter'),
        );
      });
      expect((await shop.anybody.get(`/api/event/signals?after=${last}`)).body.items).toEqual([]);
      await tx.execute(`INSERT INTO hot_deal_signals (seq, event_id, payload) VALUES (?, 999999, '{}')`, [last + 1]);
    });
    const eventId = await creating;
    const { items } = (await shop.anybody.get(`/api/event/signals?after=${last + 1}`)).body;
    expect(items).toMatchObject([{ seq: last + 2, eventId }]);
  });

  it('gives every one of many at once a number of its own, without gaps', async () => {
    const productIds = await stockShelves(shop.database, [1, 2, 3]);
    const last = (await shop.anybody.get('/api/event/signals?limit=100')).body.lastSeq as number;
    const created = await Promise.all(Array.from({ length: 20 }, () => create(shop, productIds)));
    const { items } = (await shop.anybody.get(`/api/event/signals?after=${last}`)).body;
    expect(items.map(({ seq }: HotDealSignal) => seq)).toEqual(created.map((_, index) => last + 1 + index));
    expect(items.map(({ eventId }: HotDealSignal) => eventId).sort()).toEqual([...created].sort());
  });
});

describe('the statements about hot deals', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  it('find their rows by an index, and read no deal of a product that is over', async () => {
    const productIds = await stockShelves(
      shop.database,
      Array.from({ length: 20 }, () => 1_000),
    );
    const hour = 60 * 60 * SECOND;
    // 3,000 deals of a day each, one per hour: most are over, 24 run, 300 are to come.
    const first = Date.now() - 2_700 * hour;
    const windowOf = (index: number): [Date, Date] => [
      new Date(first + index * hour),
      new Date(first + index * hour + DAY),
    ];
    const indexes = Array.from({ length: 3_000 }, (_, index) => index);
    await shop.database.execute(
      'INSERT INTO hot_deals (event_id, event_type, discount, duration, start_at, end_at, product_count, deleted_at) VALUES ?',
      [indexes.map((n) => [n + 1, 'HOT_DEAL', 20, 1, ...windowOf(n), 20, n < 2_600 ? windowOf(n)[1] : null])],
    );
    await shop.database.execute(
      `INSERT INTO hot_deal_items
         (event_id, product_id, discount, duration, original_price, discount_price, start_at, end_at) VALUES ?`,
      [indexes.flatMap((n) => productIds.slice(0, 4).map((id) => [n + 1, id, 20, 1, 1_000, 800, ...windowOf(n)]))],
    );
    await shop.database.execute('INSERT INTO hot_deal_signals (seq, event_id, payload) VALUES ?', [
      indexes.map((n) => [n + 1, n + 1, '{}']),
    ]);
    await shop.database.query('ANALYZE TABLE hot_deals, hot_deal_items, hot_deal_signals');
    const deals = shop.app.get(HotDealClient);
    const tables = ['hot_deals', 'hot_deal_items', 'hot_deal_signals', 'hot_deal_signal_counter'];
    const accesses = await expectIndexes(shop.app.get(DataSource), tables, async () => {
      for (const status of ['?limit=5', '?status=upcoming', '?status=active&limit=5', '?status=ended&limit=5']) {
        const { nextCursor } = (await shop.user.get(`/api/event${status}`)).body;
        await shop.user.get(`/api/event${status}&cursor=${nextCursor}`);
      }
      await shop.user.get('/api/event/7');
      await shop.user.get('/api/event/7/products');
      await shop.user.post('/api/event/search-event', { productIds });
      await deals.offersOf(7, 2, 100);
      await shop.anybody.get('/api/event/signals?after=2500');
      await shop.admin.delete('/api/event/2999');
      await shop.app.get(ExpireAtMidnight).execute();
    });
    expect(accesses.length).toBeGreaterThanOrEqual(18);
    expect(accesses.filter(({ extra }) => extra.includes('filesort'))).toEqual([]);
    const search = accesses.find(({ sql }) => sql.includes('product_id IN'));
    expect(search).toMatchObject({ type: 'range', key: 'ix_hot_deal_items_product_window' });
    expect(search?.extra).toContain('Using index');
  });
});

describe('two instances', () => {
  it.each([
    ['while they hear each other', {}],
    ['while Redis is not there', { REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' }],
  ])('both come to know of a deal that either makes or ends, %s', async (_, variables) => {
    const one = await openCatalogue({ variables });
    const other = await openCatalogue({ variables, beside: one });
    try {
      const productIds = await stockShelves(one.database, [1_000]);
      const found = async (): Promise<number | undefined> =>
        (await other.user.post('/api/event/search-event', { productIds })).body[0]?.eventId;
      expect(await found()).toBeUndefined();
      const eventId = await create(one, productIds);
      await until(async () => (await found()) === eventId);
      await one.admin.delete(`/api/event/${eventId}`);
      await until(async () => (await found()) === undefined);
    } finally {
      await other.close();
      await one.close();
    }
  });

  it('forget what they remember as soon as they are told of a change', async () => {
    const one = await openCatalogue();
    const other = await openCatalogue({ beside: one });
    try {
      const productIds = await stockShelves(one.database, [1_000]);
      let told = 0;
      other.app.get(InstanceChannel).listen('event.offers-changed', () => told++);
      // The first ones may come before the other instance listens.
      await until(async () => (await create(one, productIds, { startEventTime: inDays(1) })) > 0 && told > 0);
      const found = async (): Promise<number | undefined> =>
        (await other.user.post('/api/event/search-event', { productIds })).body[0]?.eventId;
      expect(await found()).toBeUndefined();
      const before = told;
      const eventId = await create(one, productIds);
      await until(() => Promise.resolve(told > before));
      expect(await found()).toBe(eventId);
    } finally {
      await other.close();
      await one.close();
    }
  });

  it('share the work of midnight so that one does it, and it hides nothing', async () => {
    const one = await openCatalogue();
    const other = await openCatalogue({ beside: one });
    try {
      const productIds = await stockShelves(one.database, [1_000]);
      const ended = [await create(one, productIds), await create(one, productIds)];
      const running = await create(one, productIds);
      for (const eventId of ended) await one.admin.delete(`/api/event/${eventId}`);
      const shown = (await one.user.get('/api/event?status=ended')).body;

      const marked = await Promise.all([one, other, one].map((shop) => shop.app.get(ExpireAtMidnight).execute()));
      expect(marked.filter((deals) => deals !== undefined)).toEqual([2]);
      const rows = await one.database.query<{ event_id: number; marked: number }>(
        'SELECT event_id, deleted_at IS NOT NULL AS marked FROM hot_deals ORDER BY event_id',
      );
      expect(rows.map((row) => [row.event_id, Number(row.marked)])).toEqual([
        [ended[0], 1],
        [ended[1], 1],
        [running, 0],
      ]);
      expect((await one.user.get('/api/event?status=ended')).body).toEqual(shown);
      expect((await one.user.get(`/api/event/${ended[0]}`)).status).toBe(200);

      // The next midnight is work of its own.
      await one.database.execute('UPDATE hot_deal_expiry_runs SET day = day - INTERVAL 1 DAY');
      await one.admin.delete(`/api/event/${running}`);
      expect(await other.app.get(ExpireAtMidnight).execute()).toBe(1);
    } finally {
      await other.close();
      await one.close();
    }
  });
});
