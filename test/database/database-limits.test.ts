import { openDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { CommitUnknown } from '#platform/database/errors';
import type { Transaction } from '#platform/database/transaction';
import { Unavailable } from '#platform/domain-error';
import { barrier } from '../support/barrier';
import { BreakingProxy } from '../support/breaking-proxy';
import { testConcurrently } from '../support/concurrent-tests';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { until } from '../support/until';

const POOL = 3;
const MAX_WAITING = 1_000;

describe('the limits of waiting for the database', () => {
  let scheme: string;
  let proxy: BreakingProxy;
  let database: Database;
  /** a connection that bypasses the proxy */
  let beside: Database;

  const settings = (port?: number) => configFor(scheme, { DB_POOL: String(POOL), ...behind(port) });
  const behind = (port?: number): Record<string, string> =>
    port === undefined ? {} : { DB_HOST: '127.0.0.1', DB_PORT: String(port) };
  const newProxy = () => BreakingProxy.to(process.env['DB_HOST'] ?? '', Number(process.env['DB_PORT'] ?? 3306));
  const add = (tx: Transaction) => tx.execute('UPDATE jars SET amount = amount + 1 WHERE id = 1');
  const connectionOf = async (tx: Transaction): Promise<number> =>
    (await tx.query<{ id: number }>('SELECT CONNECTION_ID() AS id'))[0]?.id ?? 0;
  const isConnected = async (connection: number): Promise<boolean> =>
    (await beside.query('SELECT ID FROM information_schema.PROCESSLIST WHERE ID = ?', [connection])).length > 0;
  const isRunning = async (statement: string): Promise<boolean> => {
    const sql = 'SELECT ID FROM information_schema.PROCESSLIST WHERE DB = ? AND INFO LIKE ?';
    return (await beside.query(sql, [scheme, `${statement}%`])).length > 0;
  };
  /** Runs the work at the same time on each connection of the pool. */
  const onEveryConnection = async <T>(pool: Database, work: (tx: Transaction) => Promise<T>): Promise<T[]> => {
    const together = barrier(POOL);
    const one = (tx: Transaction): Promise<T> => together().then(() => work(tx));
    return Promise.all(Array.from({ length: POOL }, () => pool.transaction(one)));
  };

  beforeAll(async () => {
    scheme = await createScheme();
    proxy = await newProxy();
    beside = new Database(await openDataSource(settings(), { migrations: [] }));
    await beside.execute('CREATE TABLE jars (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL) ENGINE = InnoDB');
    await beside.execute('INSERT INTO jars (id, amount) VALUES (1, 0)');
  });
  beforeEach(async () => {
    database = new Database(await openDataSource(settings(proxy.port), { migrations: [] }));
  });
  afterEach(async () => {
    await database.onApplicationShutdown();
    proxy.cut();
    proxy.mend();
  });
  afterAll(async () => {
    await proxy.close();
    await beside.onApplicationShutdown();
    await dropScheme(scheme);
  });

  it('are set in each session, also the first', async () => {
    const names = ['innodb_lock_wait_timeout', 'lock_wait_timeout', 'wait_timeout'];
    const work = ['max_statement_time', 'max_execution_time'];
    const sessions = await onEveryConnection(database, async (tx) => {
      const rows = await tx.query<{ Variable_name: string; Value: string }>(
        'SHOW SESSION VARIABLES WHERE Variable_name IN (?)',
        [[...names, ...work]],
      );
      return Object.fromEntries(rows.map((row) => [row.Variable_name, Number(row.Value)]));
    });
    for (const session of sessions) {
      expect(names.map((name) => session[name])).toEqual([5, 5, 60]);
      expect([9, 9_000]).toContain(session['max_statement_time'] ?? session['max_execution_time']);
    }
  });

  it('do not apply to migrations', async () => {
    const source = await openDataSource(settings(), { migrations: [] }, { isMigration: true });
    const rows = await source.query<{ Value: string }[]>(
      "SHOW SESSION VARIABLES WHERE Variable_name IN ('max_statement_time', 'max_execution_time')",
    );
    expect(rows.map(({ Value }) => Number(Value))).toEqual([0]);
    await source.destroy();
  });

  it('end a slow statement on the server, as unavailable', async () => {
    const many = Array.from({ length: 5 }, (_, index) => `information_schema.COLUMNS AS t${index}`).join(', ');
    const [{ version }] = (await beside.query<{ version: string }>('SELECT VERSION() AS version')) as [
      { version: string },
    ];
    const limit = version.includes('MariaDB') ? 'max_statement_time = 0.1' : 'max_execution_time = 100';
    const slow = database.transaction(async (tx) => {
      await tx.execute(`SET SESSION ${limit}`);
      await tx.query(`SELECT COUNT(*) FROM ${many}`);
    });
    await expect(slow).rejects.toThrow(Unavailable);
    expect(new Set(await onEveryConnection(database, connectionOf)).size).toBe(POOL);
  });

  it('let a thousand callers wait for a connection, and refuse the next at once', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    const allTaken = barrier(POOL + 1);
    const holders = Array.from({ length: POOL }, () =>
      database.transaction(async (tx) => {
        await tx.query('SELECT 1');
        await allTaken();
        await released;
      }),
    );
    await allTaken();
    let served = 0;
    const waiting = Array.from({ length: MAX_WAITING }, () => database.query('SELECT 1').then(() => served++));
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ kind: 'unavailable', retryAfter: 1 });
    expect(served).toBe(0);
    release();
    await Promise.all([...waiting, ...holders]);
    expect(served).toBe(MAX_WAITING);
  });

  it.each([1, 30, 90])('make an answer that breaks off after %i bytes unavailable', async (bytes) => {
    await onEveryConnection(database, connectionOf);
    proxy.endAfter(bytes, 'CUT');
    await expect(database.query("SELECT REPEAT('x', 200) AS text")).rejects.toThrow(Unavailable);
    proxy.mend();
    await until(() =>
      database.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    );
    expect(new Set(await onEveryConnection(database, connectionOf)).size).toBe(POOL);
  });

  it('make the outcome of a COMMIT unknown when its answer breaks off', async () => {
    const cut = database.transaction(async (tx) => {
      await add(tx);
      proxy.endAfter(3, 'CUT');
    });
    await expect(cut).rejects.toThrow(CommitUnknown);
  });

  /** Runs the work with a proxy and a pool of its own. */
  const withDatabase = async (work: (database: Database, proxy: BreakingProxy) => Promise<void>): Promise<void> => {
    const proxy = await newProxy();
    const database = new Database(await openDataSource(settings(proxy.port), { migrations: [] }));
    try {
      await work(database, proxy);
    } finally {
      await database.onApplicationShutdown();
      await proxy.close();
    }
  };

  testConcurrently([
    [
      'end an abandoned transaction on the server too, and release its row locks',
      () =>
        withDatabase(async (database, proxy) => {
          let connection = 0;
          let used: Promise<unknown>[] = [];
          const lost = database.transaction(async (tx) => {
            connection = await connectionOf(tx);
            await add(tx);
            proxy.lose();
            // The other connections of the pool were idle when the network dropped them.
            used = Array.from({ length: POOL }, () => database.query('SELECT 1'));
            void Promise.allSettled(used);
            await tx.query('SELECT 1');
          });
          await expect(lost).rejects.toThrow(Unavailable);
          await until(async () => !(await isConnected(connection)));
          await beside.transaction((tx) => tx.query('SELECT id FROM jars FOR UPDATE'));
          await Promise.allSettled(used);
          expect(new Set(await onEveryConnection(database, connectionOf)).size).toBe(POOL);
        }),
    ],
    [
      'end a query on the server when its connection is frozen',
      () =>
        withDatabase(async (database, proxy) => {
          const sleeping = database.query('SELECT SLEEP(55) FROM jars').catch((error: unknown) => error);
          await until(() => isRunning('SELECT SLEEP(55)'));
          proxy.freeze();
          await until(async () => !(await isRunning('SELECT SLEEP(55)')));
          proxy.cut();
          expect(await sleeping).toBeInstanceOf(Unavailable);
        }),
    ],
    [
      'let the pool replace idle connections that the server closed',
      () =>
        withDatabase(async (database) => {
          const connections = await onEveryConnection(database, async (tx) => {
            await tx.execute('SET SESSION wait_timeout = 1');
            return connectionOf(tx);
          });
          for (const connection of connections) await until(async () => !(await isConnected(connection)));
          expect(new Set(await onEveryConnection(database, connectionOf)).size).toBe(POOL);
        }),
    ],
    [
      'end the start when the database stops answering at any point',
      () =>
        withDatabase(async (_, proxy) => {
          proxy.answered = 0;
          const whole = new Database(await openDataSource(settings(proxy.port), { migrations: [] }));
          await whole.onApplicationShutdown();
          const bytes = proxy.answered;
          const points = [0, 0.2, 0.4, 0.6, 0.8].map((part) => Math.round(bytes * part));
          const ends = points.map(async (point) => {
            const silent = await newProxy();
            silent.endAfter(point, 'FROZEN');
            const opening = openDataSource(settings(silent.port), { migrations: [] }).then(
              () => 'opened',
              (error: unknown) => (error as { code?: string }).code,
            );
            const end = await opening;
            await silent.close();
            return end;
          });
          expect(await Promise.all(ends)).toEqual(points.map(() => 'ETIMEDOUT'));
        }),
    ],
  ]);
});
