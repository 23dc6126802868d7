import type { Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Database } from '#platform/database/database';
import type { Statement, Transaction } from '#platform/database/transaction';
import { type DomainEventType, defineEvent } from '#platform/events/domain-event';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { HandlerRegistry } from '#platform/events/handler-registry';
import { PausableDatabase } from '../support/pausable-database';
import { openPlatform, type TestPlatform } from '../support/platform';

const Rang = defineEvent('bell.rang', z.object({ bell: z.number() }));
const Stopped = defineEvent('bell.stopped', z.object({ bell: z.number() }));
interface Ring {
  readonly bell: number;
}

abstract class Recorder extends EventHandler<Ring> {
  override readonly event: DomainEventType<Ring> = Rang;
  readonly batches: number[][] = [];

  override handle(batch: EventBatch<Ring>): Promise<void> {
    this.batches.push(batch.events.map(({ bell }) => bell));
    return Promise.resolve();
  }
}
class RecordRings extends Recorder {
  override readonly name = 'test.record';
}
class Count extends Recorder {
  override readonly name = 'test.count';
  override readonly maxBatchSize = 2;
}
class DormantCount extends Recorder {
  override readonly name = 'test.count';
  override readonly dormant = true;
}
class RetiredRecord extends Recorder {
  override readonly name = 'test.record';
  override readonly retired = true;
}
class RecordStopped extends Recorder {
  override readonly event = Stopped;
  override readonly name = 'test.record-stopped';
}
class RenamedRecord extends Recorder {
  override readonly name = 'test.write';
  override readonly formerly = ['test.record'];
}

class RenamedBack extends Recorder {
  override readonly name = 'test.record';
  override readonly formerly = ['test.write'];
}

/** Runs `meanwhile` once, between the work of a transaction and everything that is sent together with COMMIT. */
class PausedDatabase extends Database {
  meanwhile: (() => Promise<void>) | undefined;

  override transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return super.transaction(async (tx) => {
      const result = await work(tx);
      const { meanwhile } = this;
      this.meanwhile = undefined;
      await meanwhile?.();
      return result;
    });
  }
}

/** Runs `meanwhile` after the statements that are sent together with COMMIT, and before COMMIT. */
function pauseBeforeCommit(tx: Transaction, meanwhile: () => Promise<void>): void {
  const sender = tx as unknown as { send: (statements: readonly Statement[]) => Promise<unknown[]> };
  const { send } = sender;
  sender.send = async (statements) => {
    if (statements.at(-1)?.sql !== 'COMMIT') return send(statements);
    const results = await send(statements.slice(0, -1));
    await meanwhile();
    return [...results, ...(await send(statements.slice(-1)))];
  };
}

describe('two releases side by side', () => {
  let older: TestPlatform;
  const opened: TestPlatform[] = [];

  const open = async (handlers: readonly Type<Recorder>[], starts: boolean): Promise<TestPlatform> => {
    const beside = opened.at(-1);
    const platform = await openPlatform({ providers: handlers, starts, ...(beside === undefined ? {} : { beside }) });
    opened.unshift(platform);
    return platform;
  };
  const release = (...handlers: Type<Recorder>[]): Promise<TestPlatform> => open(handlers, true);
  const ring = ({ database, bus }: TestPlatform, ...bells: number[]): Promise<void> =>
    database.transaction((tx) =>
      bus.publish(
        tx,
        Rang,
        bells.map((bell) => ({ bell })),
      ),
    );
  const drained = async (): Promise<void> => {
    for (const { bus } of opened) await bus.drain();
  };
  const stored = (): Promise<{ handler: string; events: number; owner: string }[]> =>
    older.database.query('SELECT handler, event_count AS events, owner FROM event_publications ORDER BY id');
  const states = async (): Promise<Record<string, string>> => {
    const rows = await older.database.query<{ name: string; state: string }>('SELECT name, state FROM event_handlers');
    return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
  };
  const batchesOf = (platform: TestPlatform, handler: Type<Recorder>): number[][] =>
    platform.module.get(handler).batches;

  beforeEach(async () => {
    older = await release(RecordRings);
    // From now on this instance publishes by the list of handlers that it has read.
    await older.database.transaction((tx) => older.bus.publish(tx, Stopped, [{ bell: 0 }]));
  });
  afterEach(async () => {
    for (const platform of opened.splice(0)) await platform.close();
  });

  it('deliver an event of the old one to a handler that only the new one has', async () => {
    await ring(older, 1);
    const newer = await release(RecordRings, Count);
    await ring(older, 2);
    await drained();
    expect(batchesOf(newer, Count)).toEqual([[2]]);
    expect(batchesOf(older, RecordRings)).toEqual([[1], [2]]);
    expect(await stored()).toEqual([]);
  });

  it('deliver it also when the handler registers while the old one publishes', async () => {
    let begun = 0;
    let newer: TestPlatform | undefined;
    await older.database.transaction(async (tx) => {
      begun++;
      await older.bus.publish(tx, Rang, [{ bell: 1 }]);
      newer ??= await release(RecordRings, Count);
    });
    await drained();
    expect(begun).toBe(2);
    expect(batchesOf(newer as TestPlatform, Count)).toEqual([[1]]);
    expect([...batchesOf(older, RecordRings), ...batchesOf(newer as TestPlatform, RecordRings)]).toEqual([[1]]);
    expect(older.database.reruns).toBe(1);
  });

  it('deliver it also when the event had no handler before', async () => {
    let newer: TestPlatform | undefined;
    await older.database.transaction(async (tx) => {
      await tx.query('SELECT 1');
      await older.bus.publish(tx, Stopped, [{ bell: 1 }]);
      newer ??= await release(RecordRings, RecordStopped);
    });
    await drained();
    expect(batchesOf(newer as TestPlatform, RecordStopped)).toEqual([[1]]);
  });

  it('deliver it also when nothing else is stored in the transaction', async () => {
    const newer = await release(RecordRings, RecordStopped);
    await older.database.transaction((tx) => older.bus.publish(tx, Stopped, [{ bell: 1 }]));
    await drained();
    expect(batchesOf(newer, RecordStopped)).toEqual([[1]]);
  });

  it('deliver all events of a transaction beside which an outdated list is read', async () => {
    const registry = older.module.get(HandlerRegistry);
    let outdated = registry['live'];
    const newer = await release(RecordRings, Count);
    await ring(older, 1);
    await older.database.transaction(async (tx) => {
      await older.bus.publish(tx, Rang, [{ bell: 2 }]);
      // As if another transaction had read this list before the registration, and had received it only now.
      if (outdated !== undefined) registry['live'] = outdated;
      outdated = undefined;
      await older.bus.publish(tx, Rang, [{ bell: 3 }]);
    });
    await drained();
    expect(batchesOf(newer, Count).flat()).toEqual([1, 2, 3]);
  });

  it('register without a lock before the commit, and read the list again after a faster registration', async () => {
    const database = new PausedDatabase(older.module.get(DataSource));
    database.meanwhile = async () => void (await release(RecordRings, Count));
    await new HandlerRegistry(database).register([new RecordStopped(), new Count()]);
    expect(await states()).toEqual({ 'test.record': 'LIVE', 'test.count': 'LIVE', 'test.record-stopped': 'LIVE' });
    const newest = await release(RecordRings, Count, RecordStopped);
    await ring(older, 1);
    await drained();
    expect(batchesOf(newest, Count)).toEqual([[1]]);
  });

  it('register a handler only after a publisher that has compared the revision has committed', async () => {
    const database = new PausableDatabase(older.module.get(DataSource));
    let registered = false;
    let registering: Promise<void> = Promise.resolve();
    await older.database.transaction(async (tx) => {
      await older.bus.publish(tx, Rang, [{ bell: 1 }]);
      pauseBeforeCommit(tx, async () => {
        registering = release(RecordRings, Count).then(() => void (registered = true));
        await database.endedOrBlocked(registering, 'revisions');
        expect(registered).toBe(false);
      });
    });
    await registering;
    expect(older.database.reruns).toBe(0);
  });

  it('deliver an event that a command of the old one publishes without starting', async () => {
    const command = await open([RecordRings], false);
    await command.bus.discover();
    await ring(command, 1);
    const newer = await release(RecordRings, Count);
    await ring(command, 2);
    await older.bus.drain();
    await newer.bus.drain();
    expect(batchesOf(newer, Count)).toEqual([[2]]);
  });

  it('publish for an unknown handler in its batch size, and leave the publications to other instances', async () => {
    await (await release(RecordRings, Count)).close();
    opened.shift();
    await ring(older, 1, 2, 3, 4, 5);
    await older.bus.drain();
    expect(await stored()).toEqual([
      { handler: 'test.count', events: 2, owner: '' },
      { handler: 'test.count', events: 2, owner: '' },
      { handler: 'test.count', events: 1, owner: '' },
    ]);
  });

  it('handle in smaller batches what is stored, when the new one takes fewer events at once', async () => {
    await older.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at)
       VALUES (900001, 'test.count', 'bell.rang', '[{"bell":1},{"bell":2},{"bell":3},{"bell":4},{"bell":5}]', 5, NOW(3))`,
    );
    const newer = await release(RecordRings, Count);
    await drained();
    expect(batchesOf(newer, Count)).toEqual([[1, 2], [3], [4, 5]]);
    expect(await stored()).toEqual([]);
  });

  it('publish nothing for a dormant handler until it is activated, and handle what is stored', async () => {
    const newer = await release(RecordRings, DormantCount);
    await ring(older, 1);
    await ring(newer, 2);
    await drained();
    expect(batchesOf(newer, DormantCount)).toEqual([]);
    await older.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at)
       VALUES (900001, 'test.count', 'bell.rang', '[{"bell":3}]', 1, NOW(3))`,
    );
    await drained();
    expect(batchesOf(newer, DormantCount)).toEqual([[3]]);

    await newer.module.get(HandlerRegistry).activate('test.count');
    await ring(older, 4);
    await drained();
    expect(batchesOf(newer, DormantCount)).toEqual([[3], [4]]);
  });

  it('keep a handler live when an instance that has it dormant starts', async () => {
    await release(RecordRings, Count);
    await release(RecordRings, DormantCount);
    expect(await states()).toEqual({ 'test.record': 'LIVE', 'test.count': 'LIVE' });
  });

  it('keep a handler dormant when an instance that has it live starts', async () => {
    await release(RecordRings, DormantCount);
    await release(RecordRings, Count);
    expect(await states()).toEqual({ 'test.record': 'LIVE', 'test.count': 'DORMANT' });
  });

  it('publish nothing for a retired handler, also when the old one starts again, and handle what is stored', async () => {
    const newer = await release(RetiredRecord);
    await ring(older, 1);
    await older.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at)
       VALUES (900001, 'test.record', 'bell.rang', '[{"bell":2}]', 1, NOW(3))`,
    );
    await newer.bus.drain();
    const again = await release(RecordRings);
    await ring(again, 3);
    await drained();
    expect(await states()).toEqual({ 'test.record': 'RETIRED' });
    expect([...batchesOf(older, RecordRings), ...batchesOf(newer, RetiredRecord)]).toEqual([[2]]);
    expect(batchesOf(again, RecordRings)).toEqual([]);
  });

  it('deliver once to a renamed handler, which also handles what is stored under its old name', async () => {
    const newer = await release(RenamedRecord);
    await ring(older, 1);
    await ring(newer, 2);
    await newer.bus.drain();
    await older.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at)
       VALUES (900001, 'test.record', 'bell.rang', '[{"bell":3}]', 1, 'dead', 1, NOW(3))`,
    );
    await newer.bus.drain();
    expect(await states()).toEqual({ 'test.record': 'RETIRED', 'test.write': 'LIVE' });
    expect(batchesOf(newer, RenamedRecord).flat().sort()).toEqual([1, 2, 3]);
    expect(batchesOf(older, RecordRings)).toEqual([]);
  });

  it('deliver once to a renamed handler also when its old name was never registered before', async () => {
    await older.database.execute('DELETE FROM event_handlers');
    const newer = await release(RenamedRecord);
    const again = await release(RecordRings);
    await ring(again, 1);
    await newer.bus.drain();
    expect(await states()).toEqual({ 'test.record': 'RETIRED', 'test.write': 'LIVE' });
    expect(batchesOf(newer, RenamedRecord)).toEqual([[1]]);
    expect(batchesOf(again, RecordRings)).toEqual([]);
  });

  it('refuse to start with a handler that is renamed to a retired name', async () => {
    await release(RenamedRecord);
    await expect(older.module.get(HandlerRegistry).register([new RenamedBack()])).rejects.toThrow(
      'test.record was retired',
    );
    expect(await states()).toEqual({ 'test.record': 'RETIRED', 'test.write': 'LIVE' });
  });
});
