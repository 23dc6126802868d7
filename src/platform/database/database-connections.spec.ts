import type { DataSource } from 'typeorm';
import { Unavailable } from '#platform/domain-error';
import { CurrentPrimary } from './current-primary';
import { Database } from './database';
import { CommitUnknown } from './errors';

type Answer = (sql: string) => Error | undefined;

/** A pool with one connection; `answer` returns the error of a statement, if it fails. */
function databaseWith(connect: () => Promise<object>): Database {
  const createQueryRunner = () => {
    let opened: Promise<object> | undefined;
    return { connect: () => (opened ??= connect()), release: () => Promise.resolve() };
  };
  return new Database({ isInitialized: true, options: {}, createQueryRunner } as unknown as DataSource);
}

function connectionWith(answer: Answer): object {
  const query = (sql: string, _: unknown, done: (error: Error | null, rows: unknown) => void): void =>
    done(answer(sql) ?? null, { affectedRows: 1 });
  return { query, destroy: () => undefined, threadId: 1, serverCapabilityFlags: 0 };
}

test.each([
  ['a TLS error without a number', { code: 'HANDSHAKE_SSL_ERROR' }],
  ['an unknown schema', { errno: 1049, sqlState: '42000' }],
  ['a fault of a statement', { errno: 1193, sqlState: 'HY000' }],
])('whatever fails while a connection is opened is unavailability: %s', async (_, details) => {
  const cause = Object.assign(new Error('refused'), details);
  const database = databaseWith(() => Promise.reject(cause));
  const failure = await database.query('SELECT 1').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Unavailable);
  expect((failure as Error).cause).toBe(cause);
});

test('a disk that is full during COMMIT leaves the outcome unknown, and is known to be full', async () => {
  const full = Object.assign(new Error("Error writing file './log' (Errcode: 28)"), { errno: 3, sqlState: 'HY000' });
  const connection = connectionWith((sql) => (sql === 'COMMIT' ? full : undefined));
  const database = databaseWith(() => Promise.resolve(connection));
  const selling = database.transaction((tx) => tx.execute('UPDATE stocks SET quantity = 1'));
  await expect(selling).rejects.toBeInstanceOf(CommitUnknown);
  expect(database.condition.isFull).toBe(true);
});

describe('after a server has refused a write', () => {
  let now: number;
  let primary: CurrentPrimary;

  beforeEach(() => {
    now = 10_000;
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 1));
    primary = new CurrentPrimary();
  });
  afterEach(() => jest.restoreAllMocks());

  it('replaces the connections from before, and no later one', () => {
    const [before, after] = [{}, {}];
    expect(primary.isCurrent(before)).toBe(true);
    primary.isGone();
    expect([primary.isCurrent(before), primary.isCurrent(after)]).toEqual([false, true]);
  });

  it('replaces a connection that was opened between two refusals within a second, when that second is over', () => {
    const between = {};
    primary.isGone();
    expect(primary.isCurrent(between)).toBe(true);
    primary.isGone();
    expect(primary.isCurrent(between)).toBe(true);
    now += 1_000;
    expect(primary.isCurrent(between)).toBe(false);
  });
});
