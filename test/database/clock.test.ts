import { Database } from '#platform/database/database';
import { openDataSource } from '#platform/database/data-source';
import { DatabaseClock } from '#platform/database/database-clock';
import { Unavailable } from '#platform/domain-error';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const HOUR_MS = 3_600_000;
/** Slower samples are discarded, so the error is at most half of this; the rest allows for the queries of the test. */
const TOLERANCE_MS = 100;

/** A database with an adjustable clock and adjustable response times. */
class AdjustedDatabase extends Database {
  aheadMs = 0;
  seconds = 0;
  queries = 0;

  override async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    this.queries++;
    if (this.seconds > 0) await super.query('SELECT SLEEP(?)', [this.seconds]);
    const rows = await super.query<Row>(sql, parameters);
    return rows.map((row) => {
      const { instant } = row as { instant: string };
      return { ...row, instant: String(Number(instant) + this.aheadMs) };
    });
  }
}

describe("the database's clock", () => {
  let scheme: string;
  let proxy: TcpProxy;
  let database: AdjustedDatabase;
  /** a connection that bypasses the proxy */
  let beside: Database;
  let clock: DatabaseClock;

  const databaseTime = async (): Promise<number> => {
    const [row] = await beside.query<{ instant: string }>('SELECT UNIX_TIMESTAMP(NOW(6)) AS instant');
    return Number(row?.instant) * 1000;
  };
  const distance = async (): Promise<number> => {
    const before = await databaseTime();
    const now = clock.now().getTime();
    const after = await databaseTime();
    return Math.max(before - now, now - after, 0);
  };
  /** Samples until one was accepted: the first answer over a new connection may be too slow. */
  const synchronize = () =>
    until(async () => {
      await clock.sample();
      return clock['offset'] !== undefined;
    });
  const openSource = (variables: Record<string, string> = {}) =>
    openDataSource(configFor(scheme, variables), { migrations: [] });

  beforeAll(async () => {
    scheme = await createScheme();
    proxy = await TcpProxy.to(process.env['DB_HOST'] ?? '', Number(process.env['DB_PORT'] ?? 3306));
    database = new AdjustedDatabase(await openSource({ DB_HOST: '127.0.0.1', DB_PORT: String(proxy.port) }));
    beside = new Database(await openSource());
  });
  beforeEach(() => {
    Object.assign(database, { aheadMs: 0, seconds: 0, queries: 0 });
    clock = new DatabaseClock(database);
  });
  afterEach(() => {
    jest.useRealTimers();
    clock.onModuleDestroy();
  });
  afterAll(async () => {
    await database.onApplicationShutdown();
    await beside.onApplicationShutdown();
    await proxy.close();
    await dropScheme(scheme);
  });

  it('is independent of the clock of this machine', async () => {
    await clock.onModuleInit();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
    const unfaked = ['nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'];
    jest.useFakeTimers({ now: 0, doNotFake: unfaked as 'performance'[] });
    expect(new Date().getFullYear()).toBe(1970);
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
    await clock.sample();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('does not stay behind a near instant that the database returned, and ignores a far one', async () => {
    await synchronize();
    const [far, near] = [HOUR_MS, TOLERANCE_MS / 2].map((ahead) => new Date(clock.now().getTime() + ahead));
    clock.reached(far as Date);
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
    clock.reached(near as Date);
    expect(clock.now()).toEqual(near);
    clock.reached(new Date((near as Date).getTime() - 1));
    expect(clock.now() >= (near as Date)).toBe(true);
    await until(() => Promise.resolve(clock.now() > (near as Date)));
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('is unavailable before the first sample', () => {
    expect(() => clock.now()).toThrow(Unavailable);
  });

  it('ignores an answer that took too long', async () => {
    database.seconds = 0.11;
    await clock.sample();
    expect(() => clock.now()).toThrow(Unavailable);
    database.seconds = 0;
    await clock.sample();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('is sampled at the start until an answer is quick enough', async () => {
    database.seconds = 0.11;
    const started = clock.onModuleInit();
    await until(() => Promise.resolve(database.queries > 4));
    database.seconds = 0;
    await started;
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('continues from the last sample when a query gets no answer', async () => {
    proxy.cut();
    await clock.sample();
    expect(() => clock.now()).toThrow(Unavailable);
    proxy.mend();
    await synchronize();
    proxy.cut();
    await clock.sample();
    proxy.mend();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('is sampled by one query at a time, however long the answer takes', async () => {
    proxy.freeze();
    const samples = Array.from({ length: 5 }, () => clock.sample());
    expect(database.queries).toBe(1);
    proxy.cut();
    await Promise.all(samples);
    proxy.mend();
    await synchronize();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('uses the quickest of the last ten answers, and follows when the clock of the database is set', async () => {
    await clock.sample();
    Object.assign(database, { aheadMs: HOUR_MS, seconds: 0.04 });
    for (let sample = 2; sample <= 10; sample++) await clock.sample();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
    await clock.sample();
    expect(Math.abs((await distance()) - HOUR_MS)).toBeLessThan(TOLERANCE_MS);
  });
});
