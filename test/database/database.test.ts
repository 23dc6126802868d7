import { Logger } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { openDataSource } from '#platform/database/data-source';
import { CommitUnknown } from '#platform/database/errors';
import { UnexpectedRowCount, type Transaction } from '#platform/database/transaction';
import { DomainError, Unavailable } from '#platform/domain-error';
import { type Connection, interceptConnections } from '../support/intercepted-connections';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const POOL = 3;

/** Ends for everybody when `number` have come. */
function meeting(number: number): () => Promise<void> {
  let come = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => (open = done));
  return () => {
    if (++come >= number) open();
    return opened;
  };
}

describe('the database', () => {
  let scheme: string;
  let proxy: TcpProxy;
  let database: Database;
  /** another way in, past the proxy */
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
  /** Every connection of the pool is free, and none of them is left in a transaction. */
  const poolIsWhole = async (): Promise<void> => {
    const together = meeting(POOL);
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

  describe('runs a transaction again from its start', () => {
    it('after a deadlock, with nothing left of the first attempt', async () => {
      const bothHold = meeting(2);
      const move = (first: number, second: number) =>
        database.transaction(async (tx) => {
          await write(tx, `from ${first}`);
          await add(tx, first);
          await bothHold();
          await add(tx, second);
        });
      await Promise.all([move(1, 2), move(2, 1)]);
      expect(await amounts()).toEqual([2, 2]);
      expect((await notes()).sort()).toEqual(['from 1', 'from 2']);
      expect(database.reruns).toBe(1);
      await poolIsWhole();
    });

    it('after a lock was waited for in vain, which undoes only the one statement by itself', async () => {
      let letGo = (): void => undefined;
      const gone = new Promise<void>((done) => (letGo = done));
      const holding = meeting(2);
      const holder = beside.transaction(async (tx) => {
        await add(tx, 1);
        await holding();
        await gone;
      });
      let attempts = 0;
      await holding();
      const running = database.transaction(async (tx) => {
        if (++attempts === 2) {
          letGo();
          await holder;
        }
        await tx.execute('SET SESSION innodb_lock_wait_timeout = 1');
        await write(tx, `attempt ${attempts}`);
        await add(tx, 1);
      });
      await running.finally(letGo);
      expect(await notes()).toEqual(['attempt 2']);
      expect(await amounts()).toEqual([2, 0]);
      expect(attempts).toBe(2);
      await poolIsWhole();
    });

    it('three times and not oftener', async () => {
      let attempts = 0;
      const running = database.transaction(async (tx) => {
        await write(tx, `attempt ${++attempts}`);
        await tx.execute("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found'");
      });
      await expect(running).rejects.toMatchObject({ errno: 1213 });
      expect(attempts).toBe(4);
      expect(database.reruns).toBe(3);
      expect(await notes()).toEqual([]);
      await poolIsWhole();
    });

    it('after a duplicate key only where that was asked for', async () => {
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
    ['one after the other where a server takes only one at a time', 6, { serverCapabilityFlags: 0 }],
  ])('sends the statements of a transaction that belong together %s', (_, packets, capabilities) => {
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

    it('with an answer for each that is asked, and what was put off before it', async () => {
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

    it('and none that stands behind one that fails, COMMIT neither', async () => {
      await beside.transaction((tx) => write(tx, 'taken'));
      const told: string[] = [];
      const failing = database.transaction(async (tx) => {
        tx.afterCommit(() => told.push('committed'));
        await tx.execute('SET @behind = NULL');
        const asked = tx.pipeline({ sql: "INSERT INTO notes (note) VALUES ('taken')" }, { sql: 'SET @behind = 1' });
        await expect(asked).rejects.toMatchObject({ errno: 1062 });
        expect(await tx.query('SELECT @behind AS behind')).toEqual([{ behind: null }]);
        await add(tx, 1);
        tx.defer('INSERT INTO notes (note) VALUES (?)', ['taken']);
      });
      await expect(failing).rejects.toMatchObject({ errno: 1062 });
      expect([...told, ...(await notes()), ...(await amounts())]).toEqual(['taken', 0, 0]);
      await poolIsWhole();
    });

    it('and nothing of a transaction in which one that was put off has failed, whoever bears that', async () => {
      await beside.transaction((tx) => write(tx, 'taken'));
      const failing = database.transaction(async (tx) => {
        await write(tx, 'before');
        tx.defer('INSERT INTO notes (note) VALUES (?)', ['taken']);
        await expect(add(tx, 1)).rejects.toMatchObject({ errno: 1062 });
        await add(tx, 2);
      });
      await expect(failing).rejects.toMatchObject({ errno: 1062 });
      expect([...(await notes()), ...(await amounts())]).toEqual(['taken', 0, 0]);
      await poolIsWhole();
    });

    it('and none that stands behind one that has changed another number of rows than it had to', async () => {
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
      await poolIsWhole();
      await database.transaction((tx) => {
        tx.deferExpecting(2, 'UPDATE jars SET amount = 7');
        tx.deferExpecting(0, 'UPDATE jars SET amount = 8 WHERE id = 99');
        return Promise.resolve();
      });
      expect(await amounts()).toEqual([7, 7]);
    });

    it('which are run again after a deadlock, though it comes with COMMIT', async () => {
      let attempts = 0;
      await database.transaction((tx) => {
        tx.defer('INSERT INTO notes (note) VALUES (?)', [`attempt ${++attempts}`]);
        if (attempts < 3) tx.defer("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found'");
        return Promise.resolve();
      });
      expect(await notes()).toEqual(['attempt 3']);
      await poolIsWhole();
    });

    it('and nothing at all for one that asks nothing', async () => {
      await database.transaction(() => Promise.resolve());
      const failing = database.transaction((tx) => {
        tx.defer('INSERT INTO notes (note) VALUES (?)', ['never']);
        return Promise.reject(new Error('no'));
      });
      await expect(failing).rejects.toThrow('no');
      expect(sent).toEqual([]);
    });
  });

  it('asks another connection when it finds one closed, but only if nothing was sent over it', async () => {
    const dataSource = await openDataSource(configFor(scheme), { migrations: [] });
    const closed = new Set<Connection>();
    let closes = (_connection: Connection, _number: number): boolean => false;
    interceptConnections(dataSource, {
      query: (query, connection) => {
        let asked = 0;
        return (sql, parameters, answered) => {
          if (closes(connection, ++asked)) closed.add(connection);
          if (!closed.has(connection)) query(sql, parameters, answered);
          else answered(new Error("Can't add new command when connection is in closed state"), undefined);
        };
      },
    });
    const meddled = new Database(dataSource);
    closes = () => closed.size < 5;
    await meddled.transaction((tx) => add(tx, 1));
    closes = () => closed.size < 10;
    expect(await meddled.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(closed.size).toBe(10);

    closes = (_, number) => number === 2 && closed.size < 11;
    const twice = meddled.transaction(async (tx) => {
      await add(tx, 1);
      await add(tx, 1);
    });
    await expect(twice).rejects.toThrow(Unavailable);
    closes = () => true;
    await expect(meddled.execute('UPDATE jars SET amount = 9')).rejects.toThrow(Unavailable);
    expect(await amounts()).toEqual([1, 0]);
    await meddled.onApplicationShutdown();
  });

  it('never hands on a connection whose transaction could not be taken back', async () => {
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

  it('takes back all that a failing transaction did, and hands its connection on without it', async () => {
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
    await poolIsWhole();
  });

  it('tells the listeners of a commit only after it, and none of another', async () => {
    const told: string[] = [];
    await database.transaction(async (tx) => {
      tx.afterCommit(() => told.push('committed'));
      await add(tx, 1);
      expect(told).toEqual([]);
    });
    const failing = database.transaction((tx) => {
      tx.afterCommit(() => told.push('rolled back'));
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    expect(told).toEqual(['committed']);
  });

  it('does not call a commit failed because one of its listeners failed', async () => {
    const told: string[] = [];
    const result = await database.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('listener');
      });
      tx.afterCommit(() => told.push('second'));
      await add(tx, 1);
      return 'done';
    });
    expect([result, ...told]).toEqual(['done', 'second']);
    expect(await amounts()).toEqual([1, 0]);
  });

  it('reads committed rows in UTC on every connection, the first one too', async () => {
    const together = meeting(POOL);
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

  it('is left in time, also while it answers nothing', async () => {
    let ask = (): void => undefined;
    const asked = new Promise<void>((done) => (ask = done));
    const hanging = database.transaction(async (tx) => {
      proxy.freeze();
      setImmediate(ask);
      await tx.query('SELECT 1');
    });
    const end = hanging.catch((error: unknown) => error);
    await asked;
    await database.onApplicationShutdown();
    proxy.cut();
    expect(await end).toBeInstanceOf(Unavailable);
    proxy.mend();
  });

  describe('is unavailable', () => {
    it('to a transaction whose connection was killed', async () => {
      const running = database.transaction(async (tx) => {
        await add(tx, 1);
        await beside.execute(`KILL ${await connectionOf(tx)}`);
        await add(tx, 2);
      });
      await expect(running).rejects.toThrow(Unavailable);
      await expect(running).rejects.not.toThrow(CommitUnknown);
      expect(await amounts()).toEqual([0, 0]);
      await poolIsWhole();
    });

    it('to a statement that was killed while it ran', async () => {
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
      await poolIsWhole();
    });

    it('for now to those who come when the pool is taken; the next to come free is theirs', async () => {
      let letGo = (): void => undefined;
      const gone = new Promise<void>((done) => (letGo = done));
      const allTaken = meeting(POOL + 1);
      const holders = Array.from({ length: POOL }, () =>
        database.transaction(async (tx) => {
          await tx.query('SELECT 1');
          await allTaken();
          await gone;
        }),
      );
      await allTaken();
      await expect(database.query('SELECT 1')).rejects.toThrow(Unavailable);
      const next = Array.from({ length: 20 }, () => database.query('SELECT 1 AS one'));
      letGo();
      expect(await Promise.all(next)).toEqual(Array.from({ length: 20 }, () => [{ one: 1 }]));
      await Promise.all(holders);
      await poolIsWhole();
    });

    it('and the fate of a commit unknown, when the connection is lost during COMMIT: no listener is told', async () => {
      const told: string[] = [];
      const running = database.transaction(async (tx) => {
        tx.afterCommit(() => told.push('committed'));
        await add(tx, 1);
        proxy.freeze();
        setImmediate(() => proxy.cut());
      });
      await expect(running).rejects.toThrow(CommitUnknown);
      expect(told).toEqual([]);
      proxy.mend();
      await poolIsWhole();
    });

    it('to everybody within the limits while it answers nothing, and there again afterwards', async () => {
      let letGo = (): void => undefined;
      const gone = new Promise<void>((done) => (letGo = done));
      const begun = meeting(3);
      const inMidWork = database.transaction(async (tx) => {
        await add(tx, 1);
        await begun();
        await gone;
        await add(tx, 1);
      });
      const committing = database.transaction(async (tx) => {
        await add(tx, 2);
        await begun();
        await gone;
      });
      const ends: unknown[] = [];
      const note = (error: unknown): unknown => ends.push(error);
      const ended = [inMidWork.catch(note), committing.catch(note)];
      await begun();
      const frozen = new Promise<void>((done) => {
        pool.once('connection', () => {
          proxy.freeze();
          done();
        });
      });
      // Its connection greets, and then says nothing to what prepares it.
      ended.push(database.query('SELECT 1').catch(note));
      await frozen;
      letGo();
      await expect(database.query('SELECT 1')).rejects.toThrow(Unavailable);
      await Promise.race(ended);
      // These do not even get a greeting; until they have given up, the others must have, too.
      const ungreeted = Array.from({ length: POOL * 2 }, () => database.query('SELECT 1'));
      for (const { status } of await Promise.allSettled(ungreeted)) expect(status).toBe('rejected');
      expect(ends).toEqual(Array.from({ length: 3 }, () => expect.any(Unavailable) as unknown));
      await expect(inMidWork).rejects.not.toBeInstanceOf(CommitUnknown);
      await expect(committing).rejects.toBeInstanceOf(CommitUnknown);

      proxy.mend();
      await poolIsWhole();
      expect((await amounts())[0]).toBe(0);
    });
  });
});
