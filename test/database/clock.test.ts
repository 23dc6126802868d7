import { Database } from '#platform/database/database';
import { openDataSource } from '#platform/database/data-source';
import { DatabaseClock } from '#platform/database/database-clock';
import { Unavailable } from '#platform/domain-error';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const HOUR_MS = 3_600_000;
/** No sample is slower, so none is further off than half of it; the rest is for the questions of the test. */
const TOLERANCE_MS = 100;

/** The database, whose clock may have been set and whose answers may take their time. */
class SetClock extends Database {
  aheadMs = 0;
  seconds = 0;
  asked = 0;

  override async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    this.asked++;
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
  let database: SetClock;
  /** another way in, past the proxy */
  let beside: Database;
  let clock: DatabaseClock;

  const told = async (): Promise<number> => {
    const [row] = await beside.query<{ instant: string }>('SELECT UNIX_TIMESTAMP(NOW(6)) AS instant');
    return Number(row?.instant) * 1000;
  };
  const distance = async (): Promise<number> => {
    const before = await told();
    const now = clock.now().getTime();
    const after = await told();
    return Math.max(before - now, now - after, 0);
  };
  /** The first answer over a new connection may take too long to be learnt from. */
  const learnt = () =>
    until(async () => {
      await clock.sample();
      return clock['offset'] !== undefined;
    });
  const source = (variables: Record<string, string> = {}) =>
    openDataSource(configFor(scheme, variables), { migrations: [] });

  beforeAll(async () => {
    scheme = await createScheme();
    proxy = await TcpProxy.to(process.env['DB_HOST'] ?? '', Number(process.env['DB_PORT'] ?? 3306));
    database = new SetClock(await source({ DB_HOST: '127.0.0.1', DB_PORT: String(proxy.port) }));
    beside = new Database(await source());
  });
  beforeEach(() => {
    Object.assign(database, { aheadMs: 0, seconds: 0, asked: 0 });
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

  it('is told as it is, whatever this machine believes', async () => {
    await clock.onModuleInit();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
    const everythingElse = ['nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'];
    jest.useFakeTimers({ now: 0, doNotFake: everythingElse as 'performance'[] });
    expect(new Date().getFullYear()).toBe(1970);
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
    await clock.sample();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('is not behind an instant that the database has told, until it comes to it by itself', async () => {
    await learnt();
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

  it('is not told before it was asked', () => {
    expect(() => clock.now()).toThrow(Unavailable);
  });

  it('is not learnt from an answer that took too long', async () => {
    database.seconds = 0.11;
    await clock.sample();
    expect(() => clock.now()).toThrow(Unavailable);
    database.seconds = 0;
    await clock.sample();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('is asked at the start until an answer was quick enough, for nobody can be served without', async () => {
    database.seconds = 0.11;
    const started = clock.onModuleInit();
    await until(() => Promise.resolve(database.asked > 4));
    database.seconds = 0;
    await started;
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('is not learnt from an answer that never came, and goes on by what is known', async () => {
    proxy.cut();
    await clock.sample();
    expect(() => clock.now()).toThrow(Unavailable);
    proxy.mend();
    await learnt();
    proxy.cut();
    await clock.sample();
    proxy.mend();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('is asked by one question at a time, however long it does not answer', async () => {
    proxy.freeze();
    const samples = Array.from({ length: 5 }, () => clock.sample());
    expect(database.asked).toBe(1);
    proxy.cut();
    await Promise.all(samples);
    proxy.mend();
    await learnt();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
  });

  it('goes by the quickest of the last ten answers, and follows when it is set', async () => {
    await clock.sample();
    Object.assign(database, { aheadMs: HOUR_MS, seconds: 0.04 });
    for (let sample = 2; sample <= 10; sample++) await clock.sample();
    expect(await distance()).toBeLessThan(TOLERANCE_MS);
    await clock.sample();
    expect(Math.abs((await distance()) - HOUR_MS)).toBeLessThan(TOLERANCE_MS);
  });
});
