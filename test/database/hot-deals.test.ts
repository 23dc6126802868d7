import { DataSource } from 'typeorm';
import { HotDealClient, type HotDealSignal } from '#event';
import { ExpireAtMidnight } from '../../src/modules/event/use-cases/expire-at-midnight';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createDeal, daysAgo, CreationRecorder, insertProducts } from '../support/deals';
import { expectIndexes } from '../support/explain';
import { until } from '../support/until';

const HOUR = 60 * 60 * 1_000;

async function count(shop: Catalogue, table: string): Promise<number> {
  const [row] = await shop.database.query<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`);
  return Number(row?.count);
}

describe('the creation of a hot deal', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [CreationRecorder] });
  });
  afterAll(() => shop.close());

  it('stores nothing when any part of it fails', async () => {
    const productIds = await insertProducts(shop.database, [1, 2, 3]);
    const body = {
      eventType: 'HOT_DEAL',
      eventDiscount: 20,
      eventDuration: 1,
      startEventTime: daysAgo(0.5),
      productIds,
    };
    await shop.database.execute('DELETE FROM hot_deal_signal_counter');
    expect((await shop.admin.post('/api/event/create', body, { 'idempotency-key': 'k' })).status).toBe(500);
    for (const table of ['hot_deals', 'hot_deal_items', 'hot_deal_signals', 'idempotency_keys', 'event_publications']) {
      expect([table, await count(shop, table)]).toEqual([table, 0]);
    }
    await shop.database.execute('INSERT INTO hot_deal_signal_counter (id, last_seq) VALUES (1, 0)');
    expect((await shop.admin.post('/api/event/create', body, { 'idempotency-key': 'k' })).status).toBe(201);
  });

  it('numbers signals in the order of commits: none appears later below one that was read', async () => {
    const [productId] = (await insertProducts(shop.database, [1])) as [number];
    const last = (await shop.anonymous.get('/api/event/signals')).body.lastSeq as number;
    let creating: Promise<number> | undefined;
    await shop.database.transaction(async (tx) => {
      // Another instance has taken its number, and has not committed yet.
      await tx.execute('UPDATE hot_deal_signal_counter SET last_seq = last_seq + 1 WHERE id = 1');
      creating = createDeal(shop.admin, [productId]);
      await until(async () => {
        const statements = await shop.database.query<{ db: string | null; Info: string | null }>(
          'SHOW FULL PROCESSLIST',
        );
        return statements.some(
          ({ db, Info }) => db === shop.scheme && Info?.startsWith('UPDATE hot_deal_signal_counter'),
        );
      });
      expect((await shop.anonymous.get(`/api/event/signals?after=${last}`)).body.items).toEqual([]);
      await tx.execute(`INSERT INTO hot_deal_signals (seq, event_id, payload) VALUES (?, 999999, '{}')`, [last + 1]);
    });
    const eventId = await creating;
    const { items } = (await shop.anonymous.get(`/api/event/signals?after=${last + 1}`)).body;
    expect(items).toMatchObject([{ seq: last + 2, eventId }]);
  });

  it('numbers the signals of simultaneous creations without gaps', async () => {
    const productIds = await insertProducts(shop.database, [1, 2, 3]);
    const last = (await shop.anonymous.get('/api/event/signals?limit=100')).body.lastSeq as number;
    expect((await shop.anonymous.get('/api/event/signals/last')).body).toEqual({ lastSeq: last });
    const created = await Promise.all(Array.from({ length: 20 }, () => createDeal(shop.admin, productIds)));
    const { items } = (await shop.anonymous.get(`/api/event/signals?after=${last}`)).body;
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

  it('read by an index, and skip the deals of a product that are over', async () => {
    const productIds = await insertProducts(
      shop.database,
      Array.from({ length: 20 }, () => 1_000),
    );
    // 3,000 deals of a day each, one per hour: most are over, 24 run, 300 are to come.
    const first = Date.now() - 2_700 * HOUR;
    const windowOf = (index: number): [Date, Date] => [
      new Date(first + index * HOUR),
      new Date(first + index * HOUR + 24 * HOUR),
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
      await shop.anonymous.get('/api/event/signals?after=2500');
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
