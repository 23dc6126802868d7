import { type Database } from '#platform/database/database';
import { CommitUnknown } from '#platform/database/errors';
import { Metrics } from '#platform/observability/metrics';
import { RedisClients } from '#platform/redis/redis-clients';
import { StockClient } from '#stock';
import { Passwords } from '../../src/modules/auth/passwords/passwords';
import { PasswordMetrics } from '../../src/modules/auth/passwords/password-metrics';
import { pauseStep } from '../support/paused-step';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

/** The samples of one scrape, by their name. */
async function scrape(metrics: Metrics): Promise<ReadonlyMap<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('the metrics of failures', () => {
  let shop: Shop;
  let database: Database;
  beforeAll(async () => {
    shop = await openShop({ variables: { DB_POOL: '3', LOCK_WAIT_MS: '20' } });
    ({ database } = shop);
  });
  afterAll(() => shop.close());

  const scraped = () => scrape(shop.app.get(Metrics));
  const value = async (sample: string) => (await scraped()).get(sample);
  const order = (productId: number) => shop.buyer(1).post('/api/orders/v1', { productId, quantity: 1 });

  it('count orders that are refused by load shedding, and show how late the oldest publication is', async () => {
    const lamp = await shop.stocked(100);
    expect(await value('hotdeal_orders_total{outcome="shed"}')).toBe(0);
    expect(await value('hotdeal_event_publications_oldest_due_seconds{handler="order.take-stock"}')).toBe(0);
    const step = pauseStep(shop.app.get(StockClient, { strict: false }), 'take');
    await order(lamp);
    await step.reached;
    await database.execute('UPDATE event_publications SET due_at = due_at - INTERVAL 77 SECOND');

    const late = await value('hotdeal_event_publications_oldest_due_seconds{handler="order.take-stock"}');
    expect([77, 77 + 60].map((limit) => (late ?? 0) >= limit)).toEqual([true, false]);
    let refused = 0;
    await until(async () => (await order(lamp)).status === 503 && ++refused);
    expect(await value('hotdeal_orders_total{outcome="shed"}')).toBe(refused);

    step.release();
    await shop.bus.drain();
    expect(await value('hotdeal_event_publications_oldest_due_seconds{handler="order.take-stock"}')).toBe(0);
  });

  it('show how long after its commit an event was handled, also one of another instance', async () => {
    const sum = 'hotdeal_event_handler_delay_seconds_sum{handler="notification.signal-owners"}';
    const before = (await value(sum)) ?? 0;
    await database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at, created_at)
       VALUES (-1, 'notification.signal-owners', 'order.settled', '[]', 0, NOW(3), NOW(3) - INTERVAL 90 SECOND)`,
    );
    await shop.bus.drain();
    expect(((await value(sum)) ?? 0) - before).toBeGreaterThanOrEqual(90);
  });

  it('show how late a publication is that only another release can handle', async () => {
    const late = 'hotdeal_event_publications_oldest_due_seconds{handler="test.of-another-release"}';
    expect(await value(late)).toBeUndefined();
    await database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at)
       VALUES (-2, 'test.of-another-release', 'order.settled', '[]', 0, NOW(3) - INTERVAL 90 SECOND)`,
    );
    expect(await value(late)).toBeGreaterThanOrEqual(90);
    await database.execute('DELETE FROM event_publications WHERE id = -2');
  });

  it('count stock locks that were not acquired, and the time waited for them', async () => {
    const lamp = await shop.stocked(1);
    const redis = shop.app.get(RedisClients);
    const before = await scraped();
    await redis.cache.set(`${redis.prefix}lock:stock:${lamp}`, 'another instance', 'EX', 100);
    await until(async () => (await order(lamp)).status === 202);
    await shop.bus.drain();
    const after = await scraped();
    const increaseOf = (sample: string): number => (after.get(sample) ?? 0) - (before.get(sample) ?? 0);
    expect(increaseOf('hotdeal_stock_lock_attempts_total{outcome="busy"}')).toBe(1);
    expect(increaseOf('hotdeal_stock_lock_wait_seconds_count')).toBe(1);
    expect(increaseOf('hotdeal_stock_lock_wait_seconds_sum')).toBeGreaterThanOrEqual(0.02);
  });

  it('count retried transactions by their error, and commits with an unknown outcome', async () => {
    expect(await value('hotdeal_transaction_retries_total{error="1205"}')).toBe(0);
    let attempts = 0;
    await database.transaction(async () => {
      if (++attempts <= 2) throw Object.assign(new Error('Lock wait timeout exceeded'), { errno: 1205 });
    });
    expect(await value('hotdeal_transaction_retries_total{error="1205"}')).toBe(2);
    expect(await value('hotdeal_transaction_retries_total{error="1213"}')).toBe(0);

    expect(await value('hotdeal_unknown_commits_total')).toBe(0);
    const lost = database.transaction(async (tx) => {
      const [row] = await tx.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
      await database.execute('KILL ?', [row?.id]);
    });
    await expect(lost).rejects.toBeInstanceOf(CommitUnknown);
    expect(await value('hotdeal_unknown_commits_total')).toBe(1);
  });

  it('show an exhausted connection pool, the callers that wait, and those that were refused', async () => {
    let release = (): void => undefined;
    const free = new Promise<void>((done) => (release = done));
    const before = await scraped();
    const working = [1, 2, 3].map(() => database.transaction(() => free));
    const waiting = database.query('SELECT 1');
    await until(async () => database.load.inUse === 3);
    // Metrics that need a query get no connection meanwhile, and no sample.
    const reading = scraped();
    const denied = expect(waiting).rejects.toMatchObject({ what: 'The database' });
    const during = await reading;
    await denied;
    release();
    await Promise.all(working);

    expect(during.get('hotdeal_db_connections_max')).toBe(3);
    expect(during.get('hotdeal_db_connections_in_use')).toBe(3);
    expect(during.get('hotdeal_db_connection_requests_waiting')).toBeGreaterThanOrEqual(1);
    const after = await scraped();
    const increaseOf = (sample: string): number => (after.get(sample) ?? 0) - (before.get(sample) ?? 0);
    expect(increaseOf('hotdeal_db_connections_denied_total')).toBeGreaterThanOrEqual(1);
    expect(increaseOf('hotdeal_db_connection_wait_seconds_count')).toBeGreaterThanOrEqual(3);
    await until(async () => database.load.inUse === 0);
  });

  it('show which connection to Redis is lost', async () => {
    const { locks } = shop.app.get(RedisClients);
    locks.disconnect();
    const samples = await until(async () => {
      const now = await scraped();
      return now.get('hotdeal_redis_up{purpose="locks"}') === 0 && now;
    });
    expect(samples.get('hotdeal_redis_up{purpose="cache"}')).toBe(1);
    await locks.connect();
    expect(await value('hotdeal_redis_up{purpose="locks"}')).toBe(1);
  });

  it('count passwords that wait to be hashed, and those that a full queue refused', async () => {
    let finish = (_: string): void => undefined;
    const hashed = new Promise<string>((done) => (finish = done));
    const passwords = new Passwords(
      { concurrency: 1, maxQueue: 1, timeoutMs: 60_000 },
      { hash: () => hashed, compare: async () => true },
    );
    const metrics = new Metrics();
    new PasswordMetrics(metrics, passwords);
    const hashing = [passwords.hash('one'), passwords.hash('two')];
    await expect(passwords.hash('three')).rejects.toMatchObject({ what: 'The password check' });
    const during = await scrape(metrics);
    expect(during.get('hotdeal_password_hashes_waiting')).toBe(1);
    expect(during.get('hotdeal_password_hashes_refused_total')).toBe(1);
    finish('hash');
    await Promise.all(hashing);
    expect((await scrape(metrics)).get('hotdeal_password_hashes_waiting')).toBe(0);
  });
});
