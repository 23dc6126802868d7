import { type Connection, createConnection } from 'mysql2/promise';
import { Metrics } from '#platform/observability/metrics';
import { AccessTokens } from '#platform/security/access-tokens';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { connectionOptions } from '../support/database-connection';
import { REQUESTER } from '../support/explain';
import { problemMismatches, send } from '../support/reply';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';
import { CountRecentSales } from '../../src/modules/search/use-cases/count-recent-sales';
import { SearchIndexReader } from '../../src/modules/search/persistence/search-index-reader';

const AT_ONCE = 4;
const PER_USER = 2;
const QUEUE = 20;
const SEARCH = '/api/products?q=%EB%9E%A8%ED%94%84';
const FULL = 'hotdeal_searches_refused_total{kind="words",reason="full"}';
const FIRST_PAGE = {
  filter: {
    words: [],
    category: undefined,
    minPrice: undefined,
    maxPrice: undefined,
    available: undefined,
    onDeal: undefined,
  },
  sort: 'newest',
  after: undefined,
} as const;
const WAIT = { Prefer: 'wait=30' };

/** Every page of a search hangs while the table of products is locked; orders need no row of it once it is cached. */
describe('beside searches that take long', () => {
  let shop: Shop;
  let lamp: number;
  let holder: Connection;

  beforeAll(async () => {
    shop = await openShop();
    lamp = await shop.stocked(1_000);
    holder = await createConnection({ ...connectionOptions(), database: shop.scheme });
    // The index is read, and the product is cached.
    expect((await shop.buyer(1).get(SEARCH)).status).toBe(200);
    expect(await order()).toBe(201);
  });
  beforeEach(() => holder.query('LOCK TABLES products WRITE'));
  afterEach(() => holder.query('UNLOCK TABLES'));
  afterAll(async () => {
    await holder.end();
    await shop.bus.drain();
    await shop.close();
  });

  const order = async (): Promise<number> =>
    (await shop.buyer(9_000).post('/api/orders/v1', { productId: lamp, quantity: 1 }, WAIT)).status;
  const metric = async (sample: string): Promise<number> => {
    const text = await shop.app.get(Metrics).text();
    const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const untilSearches = (state: 'running' | 'waiting', count: number) =>
    until(async () => (await metric(`hotdeal_searches{kind="words",state="${state}"}`)) === count);
  const search = (userId: number) => shop.buyer(userId).get(SEARCH);
  /** Pages of searches that the database is working on. */
  const running = async (): Promise<number> => {
    const sql = `SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = ? AND INFO LIKE '%description AS productDescription%' AND ID <> CONNECTION_ID()`;
    const [rows] = await holder.query(sql, [shop.scheme]);
    return (rows as unknown[]).length;
  };

  it('of forty of ten users, orders go on', async () => {
    const searches = Array.from({ length: 40 }, (_, index) => search(1 + (index % 10)));
    await untilSearches('waiting', QUEUE);
    await untilSearches('running', AT_ONCE);
    for (let orders = 0; orders < 5; orders++) expect(await order()).toBe(201);
    await holder.query('UNLOCK TABLES');
    const statuses = (await Promise.all(searches)).map(({ status }) => status);
    const answered = (status: number): number => statuses.filter((one) => one === status).length;
    expect([answered(200), answered(429)]).toEqual([AT_ONCE + QUEUE, 40 - AT_ONCE - QUEUE]);
  });

  it('of one user, that user waits after the second search, and other users search on', async () => {
    const own = [search(1), search(1), search(1)];
    await untilSearches('waiting', 1);
    expect(await running()).toBe(PER_USER);
    const other = search(2);
    await until(async () => (await running()) === PER_USER + 1);
    await holder.query('UNLOCK TABLES');
    const answers = await Promise.all([...own, other]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('of one user who fills the queue, that user gets 429 and others wait for their turn', async () => {
    const own = Array.from({ length: PER_USER + QUEUE }, () => search(1));
    await untilSearches('waiting', QUEUE);
    const before = await metric(FULL);
    const token = shop.app.get(AccessTokens).sign({
      userId: 1,
      role: 'USER',
      sessionId: 'login-of-1',
      generation: 0,
    }).token;
    const refused = await send(`${shop.address}${SEARCH}`, 'GET', { token });
    expect(problemMismatches(refused, 429, 'TOO_MANY_REQUESTS')).toEqual([]);
    expect(refused.headers['retry-after']).toBe('1');
    const others = Array.from({ length: 6 }, () => search(2));
    await until(async () => (await metric(FULL)) === before + 5);
    await holder.query('UNLOCK TABLES');
    for (const answer of await Promise.all(others)) expect(answer.status).toBe(200);
    const statuses = (await Promise.all(own)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  });

  it('of one user who asks for ever new lists without words, that user waits, and the first page does not', async () => {
    await holder.query('UNLOCK TABLES');
    // What was sold is counted now, so that no timer changes the index meanwhile.
    await shop.app.get(CountRecentSales).execute();
    const index = await shop.app.get(SearchIndexReader).current();
    const search = index.search.bind(index);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const computing = jest.spyOn(index, 'search').mockImplementation(async (query) => {
      if (index.kept(query) === undefined) await gate;
      return search(query);
    });
    const list = (userId: number, most: number) => shop.buyer(userId).get(`/api/products?maxPrice=${most}`);
    await search({ ...FIRST_PAGE, limit: 21 });
    const lists = [list(1, 1), list(1, 2), list(1, 3), list(1, 4)];
    await until(async () => (await metric('hotdeal_searches{kind="lists",state="waiting"}')) === 2);
    expect((await shop.buyer(1).get('/api/products?limit=20')).status).toBe(200);
    const other = list(2, 5);
    await until(async () => (await metric('hotdeal_searches{kind="lists",state="running"}')) === PER_USER + 1);
    open();
    for (const answer of await Promise.all([...lists, other])) expect(answer.status).toBe(200);
    computing.mockRestore();
  });

  it('a statement that no one waits for is ended on the server before its place is free again', async () => {
    const client = new AbortController();
    const isWorking = async (): Promise<boolean> => {
      const sql = `SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT BENCHMARK%' AND COMMAND <> 'Killed'`;
      return (await shop.database.query(sql)).length > 0;
    };
    const statement = shop.app
      .get(ScanningReads)
      .query({ key: 'user:4', signal: client.signal }, `SELECT BENCHMARK(1000000000, SHA2('x', 512))`);
    await until(isWorking);
    client.abort();
    await expect(statement).rejects.toThrow('The client has disconnected.');
    expect(await isWorking()).toBe(false);
  });

  it('no statement runs for more than five seconds', async () => {
    const [row] = await shop.app
      .get(ScanningReads)
      .query<Record<string, unknown>>(
        REQUESTER,
        "SHOW SESSION VARIABLES WHERE Variable_name IN ('max_statement_time', 'max_execution_time')",
      );
    expect([5, 5_000]).toContain(Number(row?.['Value']));
  });
});
