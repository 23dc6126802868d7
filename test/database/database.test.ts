import { Logger } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { openDataSource } from '#platform/database/data-source';
import { CommitUnknown } from '#platform/database/errors';
import { UnexpectedRowCount, type Transaction } from '#platform/database/transaction';
import { DomainError, Unavailable } from '#platform/domain-error';
import { barrier } from '../support/barrier';
import { type Connection, interceptConnections } from '../support/intercepted-connections';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const POOL = 3;

describe('the database', () => {
  let scheme: string;
  let proxy: TcpProxy;
  let database: Database;
  /** a connection that bypasses the proxy */
  let beside: Database;
  let pool: { once(event: 'connection', listener: () => void): void };

  const open = async (variables: Record<string, string> = {}): Promise<Database> => {
    const dataSource = await openDataSource(configFor(scheme, { DB_POOL: String(POOL), ...variables }), {
      migrations: [],
    });
    pool = (dataSource.driver as unknown as { pool: typeof pool }).pool;
    return new Database(dataSource);
  };
  const amounts = async (): Promise<number[]> =>
    (await beside.query<{ amount: number }>('SELECT amount FROM jars ORDER BY id')).map(({ amount }) => amount);
  const notes = async (): Promise<string[]> =>
    (await beside.query<{ note: string }>('SELECT note FROM notes ORDER BY id')).map(({ note }) => note);
  const add = (tx: Transaction, jar: number) => tx.execute('UPDATE jars SET amount = amount + 1 WHERE id = ?', [jar]);
  const write = (tx: Transaction, note: string) => tx.execute('INSERT INTO notes (note) VALUES (?)', [note]);
  const connectionOf = async (tx: Transaction): Promise<number> =>
    (await tx.query<{ id: number }>('SELECT CONNECTION_ID() AS id'))[0]?.id ?? 0;
  /** Expects every connection of the pool to be free, and none to be left in a transaction. */
  const expectFreePool = async (): Promise<void> => {
    const together = barrier(POOL);
    const connections = await Promise.all(
      Array.from({ length: POOL }, () =>
        database.transaction(async (tx) => {
          await together();
          return connectionOf(tx);
        }),
      ),
    );
    expect(new Set(connections).size).toBe(POOL);
    await beside.transaction((tx) => tx.query('SELECT id FROM jars ORDER BY id FOR UPDATE'));
  };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    scheme = await createScheme();
    proxy = await TcpProxy.to(process.env['DB_HOST'] ?? '', Number(process.env['DB_PORT'] ?? 3306));
    beside = await open();
    await beside.execute('CREATE TABLE jars (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL) ENGINE = InnoDB');
    await beside.execute(
      'CREATE TABLE notes (id BIGINT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(50) NOT NULL UNIQUE) ENGINE = InnoDB',
    );
  });
  beforeEach(async () => {
    await beside.execute('DELETE FROM notes');
    await beside.execute('REPLACE INTO jars (id, amount) VALUES (1, 0), (2, 0)');
    database = await open({ DB_HOST: '127.0.0.1', DB_PORT: String(proxy.port) });
  });
  afterEach(() => database.onApplicationShutdown());
  afterAll(async () => {
    await proxy.close();
    await beside.onApplicationShutdown();
    await dropScheme(scheme);
  });

  describe('retries a transaction from its start', () => {
    it('after a deadlock, with nothing left of the first attempt', async () => {
      const bothLocked = barrier(2);
      const move = (first: number, second: number) =>
        database.transaction(async (tx) => {
          await write(tx, `from ${first}`);
          await add(tx, first);
          await bothLocked();
          await add(tx, second);
        });
      await Promise.all([move(1, 2), move(2, 1)]);
      expect(await amounts()).toEqual([2, 2]);
      expect((await notes()).sort()).toEqual(['from 1', 'from 2']);
      expect(database.reruns).toBe(1);
      await expectFreePool();
    });

    it('after a lock wait timeout, which by itself undoes only one statement', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((done) => (release = done));
      const holding = barrier(2);
      const holder = beside.transaction(async (tx) => {
        await add(tx, 1);
        await holding();
        await released;
      });
      let attempts = 0;
      await holding();
      const running = database.transaction(async (tx) => {
        if (++attempts === 2) {
          release();
          await holder;
        }
        await tx.execute('SET SESSION innodb_lock_wait_timeout = 1');
        await write(tx, `attempt ${attempts}`);
        await add(tx, 1);
      });
      await running.finally(release);
      expect(await notes()).toEqual(['attempt 2']);
      expect(await amounts()).toEqual([2, 0]);
      expect(attempts).toBe(2);
      await expectFreePool();
    });

    it('at most three times', async () => {
      let attempts = 0;
      const running = database.transaction(async (tx) => {
        await write(tx, `attempt ${++attempts}`);
        await tx.execute("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found'");
      });
      await expect(running).rejects.toMatchObject({ errno: 1213 });
      expect(attempts).toBe(4);
      expect(database.reruns).toBe(3);
      expect(await notes()).toEqual([]);
      await expectFreePool();
    });

    it('after a duplicate key only when the transaction asks for that', async () => {
      await beside.transaction((tx) => write(tx, 'taken'));
      let attempts = 0;
      const work = async (tx: Transaction): Promise<void> => {
        attempts++;
        await write(tx, attempts < 3 ? 'taken' : 'free');
      };
      await expect(database.transaction(work)).rejects.toMatchObject({ errno: 1062 });
      expect(attempts).toBe(1);
      await database.transaction(work, { duplicateMeansRace: true });
      expect(attempts).toBe(3);
      expect(await notes()).toEqual(['taken', 'free']);
    });
  });

  describe.each([
    ['in one packet', 2, {}],
    ['one by one when the server accepts one statement a packet', 6, { serverCapabilityFlags: 0 }],
  ])('sends pipelined statements of a transaction %s', (_, packets, capabilities) => {
    const sent: string[] = [];
    beforeEach(async () => {
      sent.length = 0;
      const dataSource = await openDataSource(configFor(scheme), { migrations: [] });
      interceptConnections(dataSource, {
        ...capabilities,
        query: (query) => (sql, parameters, answered) => {
          sent.push(sql);
          query(sql, parameters, answered);
        },
      });
      await database.onApplicationShutdown();
      database = new Database(dataSource);
    });

    it('with a result for each, and the deferred statements before them', async () => {
      const answers = await database.transaction(async (tx) => {
        tx.defer('INSERT INTO notes (note) VALUES (?)', ["first; it's"]);
        const both = await tx.pipeline(
          { sql: 'UPDATE jars SET amount = 7 WHERE id = ?', parameters: [1] },
          { sql: 'SELECT amount FROM jars WHERE id = ?', parameters: [1] },
        );
        tx.defer('INSERT INTO notes (note) VALUES (?)', ['last;\n']);
        return both;
      });
      expect(answers).toEqual([expect.objectContaining({ affectedRows: 1 }), [{ amount: 7 }]]);
      expect(await notes()).toEqual(["first; it's", 'last;\n']);
      expect(sent).toHaveLength(packets);
    });

    it('and runs none after one that fails, not even COMMIT', async () => {
      await beside.transaction((tx) => write(tx, 'taken'));
      const calls: string[] = [];
      const failing = database.transaction(async (tx) => {
        tx.afterCommit(() => calls.push('committed'));
        await tx.execute('SET @behind = NULL');
        const pipelined = tx.pipeline({ sql: "INSERT INTO notes (note) VALUES ('taken')" }, { sql: 'SET @behind = 1' });
        await expect(pipelined).rejects.toMatchObject({ errno: 1062 });
        expect(await tx.query('SELECT @behind AS behind')).toEqual([{ behind: null }]);
        await add(tx, 1);
        tx.defer('INSERT INTO notes (note) VALUES (?)', ['taken']);
      });
      await expect(failing).rejects.toMatchObject({ errno: 1062 });
      expect([...calls, ...(await notes()), ...(await amounts())]).toEqual(['taken', 0, 0]);
      await expectFreePool();
    });

    it('and rolls back when a deferred statement failed, although the caller ignored the error', async () => {
      await beside.transaction((tx) => write(tx, 'taken'));
      const failing = database.transaction(async (tx) => {
        await write(tx, 'before');
        tx.defer('INSERT INTO notes (note) VALUES (?)', ['taken']);
        await expect(add(tx, 1)).rejects.toMatchObject({ errno: 1062 });
        await add(tx, 2);
      });
      await expect(failing).rejects.toMatchObject({ errno: 1062 });
      expect([...(await notes()), ...(await amounts())]).toEqual(['taken', 0, 0]);
      await expectFreePool();
    });

    it('and runs none after one that changed an unexpected number of rows', async () => {
      const failing = database.transaction((tx) => {
        tx.deferExpecting(2, 'UPDATE jars SET amount = 7');
        tx.deferExpecting(1, 'UPDATE jars SET amount = 8');
        return write(tx, 'never');
      });
      await expect(failing).rejects.toThrow(UnexpectedRowCount);
      const failingAtTheEnd = database.transaction((tx) => {
        tx.deferExpecting(1, 'UPDATE jars SET amount = 8 WHERE id = ?', [99]);
        return Promise.resolve();
      });
      await expect(failingAtTheEnd).rejects.toThrow(UnexpectedRowCount);
      const beyond = database.transaction((tx) => tx.query('SELECT ~0 + 1'));
      await expect(beyond).rejects.toMatchObject({ errno: 1690 });
      expect([...(await notes()), ...(await amounts())]).toEqual([0, 0]);
      await expectFreePool();
      await database.transaction((tx) => {
        tx.deferExpecting(2, 'UPDATE jars SET amount = 7');
        tx.deferExpecting(0, 'UPDATE jars SET amount = 8 WHERE id = 99');
        return Promise.resolve();
      });
      expect(await amounts()).toEqual([7, 7]);
    });

    it('and retries them after a deadlock, also one reported by COMMIT', async () => {
      let attempts = 0;
      await database.transaction((tx) => {
        tx.defer('INSERT INTO notes (note) VALUES (?)', [`attempt ${++attempts}`]);
        if (attempts < 3) tx.defer("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found'");
        return Promise.resolve();
      });
      expect(await notes()).toEqual(['attempt 3']);
      await expectFreePool();
    });

    it('and sends nothing for a transaction without statements', async () => {
      await database.transaction(() => Promise.resolve());
      const failing = database.transaction((tx) => {
        tx.defer('INSERT INTO notes (note) VALUES (?)', ['never']);
        return Promise.reject(new Error('no'));
      });
      await expect(failing).rejects.toThrow('no');
      expect(sent).toEqual([]);
    });
  });

  it('uses another connection when it finds one closed, but only before anything was sent over it', async () => {
    const dataSource = await openDataSource(configFor(scheme), { migrations: [] });
    const closed = new Set<Connection>();
    let closes = (_connection: Connection, _number: number): boolean => false;
    interceptConnections(dataSource, {
      query: (query, connection) => {
        let queries = 0;
        return (sql, parameters, answered) => {
          if (closes(connection, ++queries)) closed.add(connection);
          if (!closed.has(connection)) query(sql, parameters, answered);
          else answered(new Error("Can't add new command when connection is in closed state"), undefined);
        };
      },
    });
    const intercepted = new Database(dataSource);
    closes = () => closed.size < 5;
    await intercepted.transaction((tx) => add(tx, 1));
    closes = () => closed.size < 10;
    expect(await intercepted.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(closed.size).toBe(10);

    closes = (_, number) => number === 2 && closed.size < 11;
    const twice = intercepted.transaction(async (tx) => {
      await add(tx, 1);
      await add(tx, 1);
    });
    await expect(twice).rejects.toThrow(Unavailable);
    closes = () => true;
    await expect(intercepted.execute('UPDATE jars SET amount = 9')).rejects.toThrow(Unavailable);
    expect(await amounts()).toEqual([1, 0]);
    await intercepted.onApplicationShutdown();
  });

  it('never reuses a connection whose ROLLBACK failed', async () => {
    const dataSource = await openDataSource(configFor(scheme, { DB_POOL: '2' }), { migrations: [] });
    interceptConnections(dataSource, {
      query: (query) => (sql, parameters, answered) => {
        if (sql === 'ROLLBACK') answered(new Error('not now'), undefined);
        else query(sql, parameters, answered);
      },
    });
    const one = new Database(dataSource);
    for (let time = 1; time <= 4; time++) {
      const failing = one.transaction(async (tx) => {
        await add(tx, 1);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await one.execute('UPDATE jars SET amount = amount + 1 WHERE id = 2');
      expect(await amounts()).toEqual([0, time]);
    }
    await one.onApplicationShutdown();
  });

  it('rolls back a failing transaction completely and reuses its connection', async () => {
    const refused = new DomainError('conflict', 'TOO_LATE', 'Too late.');
    for (let time = 0; time < POOL * 2; time++) {
      const failing = database.transaction(async (tx) => {
        await add(tx, 1);
        throw refused;
      });
      await expect(failing).rejects.toBe(refused);
      await database.execute('UPDATE jars SET amount = amount + 1 WHERE id = 2');
    }
    expect(await amounts()).toEqual([0, POOL * 2]);
    await expectFreePool();
  });

  it('calls the listeners of a commit after it, and never those of a transaction that was rolled back', async () => {
    const calls: string[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => calls.push('committed'));
      await add(tx, 1);
      expect(calls).toEqual([]);
    });
    const failing = database.transaction((tx) => {
      tx.afterCommit(() => calls.push('rolled back'));
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    expect(calls).toEqual(['committed']);
  });

  it('reports a commit as successful when one of its listeners throws', async () => {
    const calls: string[] = [];
    const result = await database.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('listener');
      });
      tx.afterCommit(() => calls.push('second'));
      await add(tx, 1);
      return 'done';
    });
    expect([result, ...calls]).toEqual(['done', 'second']);
    expect(await amounts()).toEqual([1, 0]);
  });

  it('reads committed rows in UTC on every connection, the first one too', async () => {
    const together = barrier(POOL);
    const sessions = Array.from({ length: POOL }, () =>
      database.transaction(async (tx) => {
        await together();
        const variables = await tx.query<{ Variable_name: string; Value: string }>(
          "SHOW SESSION VARIABLES WHERE Variable_name IN ('time_zone', 'tx_isolation', 'transaction_isolation')",
        );
        return new Set(variables.map((one) => one.Value));
      }),
    );
    for (const session of await Promise.all(sessions)) expect(session).toEqual(new Set(['READ-COMMITTED', '+00:00']));
  });

  it('is closed in time, also while it does not answer', async () => {
    let ask = (): void => undefined;
    const frozen = new Promise<void>((done) => (ask = done));
    const unanswered2 = database.transaction(async (tx) => {
      proxy.freeze();
      setImmediate(ask);
      await tx.query('SELECT 1');
    });
    const end = unanswered2.catch((error: unknown) => error);
    await frozen;
    await database.onApplicationShutdown();
    proxy.cut();
    expect(await end).toBeInstanceOf(Unavailable);
    proxy.mend();
  });

  describe('is unavailable', () => {
    it('for a transaction whose connection was killed', async () => {
      const running = database.transaction(async (tx) => {
        await add(tx, 1);
        await beside.execute(`KILL ${await connectionOf(tx)}`);
        await add(tx, 2);
      });
      await expect(running).rejects.toThrow(Unavailable);
      await expect(running).rejects.not.toThrow(CommitUnknown);
      expect(await amounts()).toEqual([0, 0]);
      await expectFreePool();
    });

    it('for a statement that was killed while it ran', async () => {
      const running = database.transaction(async (tx) => {
        const id = await connectionOf(tx);
        const kill = until(async () => {
          const rows = await beside.query(
            "SELECT ID FROM information_schema.PROCESSLIST WHERE ID = ? AND INFO LIKE 'SELECT SLEEP%'",
            [id],
          );
          return rows.length > 0;
        }).then(() => beside.execute(`KILL ${id}`));
        const sleep = tx.query('SELECT SLEEP(8) FROM jars WHERE id = 1 FOR UPDATE');
        await Promise.all([sleep, kill]);
        await add(tx, 1);
      });
      await expect(running).rejects.toThrow(Unavailable);
      await expectFreePool();
    });

    it('when the pool is exhausted, while later callers get the next free connections', async () => {
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
      await expect(database.query('SELECT 1')).rejects.toThrow(Unavailable);
      const next = Array.from({ length: 20 }, () => database.query('SELECT 1 AS one'));
      release();
      expect(await Promise.all(next)).toEqual(Array.from({ length: 20 }, () => [{ one: 1 }]));
      await Promise.all(holders);
      await expectFreePool();
    });

    it('with an unknown outcome and without calling listeners when the connection is lost during COMMIT', async () => {
      const calls: string[] = [];
      const running = database.transaction(async (tx) => {
        tx.afterCommit(() => calls.push('committed'));
        await add(tx, 1);
        proxy.freeze();
        setImmediate(() => proxy.cut());
      });
      await expect(running).rejects.toThrow(CommitUnknown);
      expect(calls).toEqual([]);
      proxy.mend();
      await expectFreePool();
    });

    it('within the time limits while it does not answer, and is available again afterwards', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((done) => (release = done));
      const begun = barrier(3);
      const working = database.transaction(async (tx) => {
        await add(tx, 1);
        await begun();
        await released;
        await add(tx, 1);
      });
      const committing = database.transaction(async (tx) => {
        await add(tx, 2);
        await begun();
        await released;
      });
      const errors: unknown[] = [];
      const note = (error: unknown): unknown => errors.push(error);
      const ended = [working.catch(note), committing.catch(note)];
      await begun();
      const frozen = new Promise<void>((done) => {
        pool.once('connection', () => {
          proxy.freeze();
          done();
        });
      });
      // Its connection gets the greeting of the server, and then no answer to the statements that prepare it.
      ended.push(database.query('SELECT 1').catch(note));
      await frozen;
      release();
      await expect(database.query('SELECT 1')).rejects.toThrow(Unavailable);
      await Promise.race(ended);
      // These connections get no greeting either; when they have timed out, the ones before must have, too.
      const unanswered = Array.from({ length: POOL * 2 }, () => database.query('SELECT 1'));
      for (const { status } of await Promise.allSettled(unanswered)) expect(status).toBe('rejected');
      expect(errors).toEqual(Array.from({ length: 3 }, () => expect.any(Unavailable) as unknown));
      await expect(working).rejects.not.toBeInstanceOf(CommitUnknown);
      await expect(committing).rejects.toBeInstanceOf(CommitUnknown);

      proxy.mend();
      await expectFreePool();
      expect((await amounts())[0]).toBe(0);
    });
  });
});
