import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { DeadLetters } from '#platform/events/dead-letters';
import { PublicationQueries } from '#platform/events/publication-queries';
import { Unavailable } from '#platform/domain-error';
import { type TestPlatform, openPlatform } from '../support/platform';

const Rang = defineEvent('bell.rang', z.object({ bell: z.number() }));
interface Ring {
  readonly bell: number;
}

/** Records each event in the transaction of the completion mark; `before` can delay it or make it fail. */
@Injectable()
class RecordRings extends EventHandler<Ring> {
  override readonly event = Rang;
  override readonly name = 'test.record';
  readonly batches: number[][] = [];
  before: (events: readonly Ring[]) => Promise<void> = () => Promise.resolve();
  after: () => void = () => undefined;
  platform!: TestPlatform;

  override async handle(batch: EventBatch<Ring>): Promise<void> {
    this.batches.push(batch.events.map(({ bell }) => bell));
    await this.before(batch.events);
    await this.platform.database.transaction(async (tx) => {
      await tx.execute('INSERT INTO recorded (bell) VALUES ?', [batch.events.map(({ bell }) => [bell])]);
      await batch.complete(tx);
      this.after();
    });
  }
}

describe('the event bus', () => {
  let platform: TestPlatform;
  let recorder: RecordRings;

  const instance = async (beside?: TestPlatform): Promise<[TestPlatform, RecordRings]> => {
    const opened = await openPlatform({ providers: [RecordRings], ...(beside ? { beside } : {}) });
    const handler = opened.module.get(RecordRings);
    handler.platform = opened;
    return [opened, handler];
  };
  const ring = (bells: readonly number[], options?: { delayMs: number }): Promise<void> =>
    platform.database.transaction((tx) =>
      platform.bus.publish(
        tx,
        Rang,
        bells.map((bell) => ({ bell })),
        options,
      ),
    );
  const recorded = async (): Promise<number[]> =>
    (await platform.database.query<{ bell: number }>('SELECT bell FROM recorded ORDER BY bell')).map(
      ({ bell }) => bell,
    );
  const stored = (): Promise<{ id: number; events: number; state: string; attempts: number }[]> =>
    platform.database.query('SELECT id, event_count AS events, state, attempts FROM event_publications ORDER BY id');
  const makeAllDue = () => platform.database.execute('UPDATE event_publications SET due_at = NOW(3)');

  beforeEach(async () => {
    [platform, recorder] = await instance();
    await platform.database.execute('CREATE TABLE recorded (bell BIGINT NOT NULL) ENGINE = InnoDB');
  });
  afterEach(() => platform.close());

  it('handles a committed event and deletes its publication', async () => {
    await ring([1, 2, 3]);
    await platform.bus.drain();
    expect(await recorded()).toEqual([1, 2, 3]);
    expect(await stored()).toEqual([]);
  });

  it('handles no event of a transaction that was rolled back', async () => {
    const publishing = platform.database.transaction(async (tx) => {
      await platform.bus.publish(tx, Rang, [{ bell: 1 }]);
      throw new Error('changed my mind');
    });
    await expect(publishing).rejects.toThrow('changed my mind');
    await platform.bus.drain();
    expect(recorder.batches).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('handles in one batch the events that were published while the handler was busy', async () => {
    let open = (): void => undefined;
    recorder.before = () => new Promise((resolve) => (open = resolve));
    await ring([1]);
    await ring([2]);
    await ring([3, 4]);
    recorder.before = () => Promise.resolve();
    open();
    await platform.bus.drain();
    expect(recorder.batches).toEqual([[1], [2, 3, 4]]);
  });

  it('rolls back the change of a handler together with its completion mark', async () => {
    let fails = true;
    recorder.after = () => {
      if (fails) throw new Error('died before the commit');
    };
    await ring([1]);
    await platform.bus.drain();
    expect(await recorded()).toEqual([]);
    expect(await stored()).toHaveLength(1);

    fails = false;
    await makeAllDue();
    await platform.bus.drain();
    expect(await recorded()).toEqual([1]);
    expect(await stored()).toEqual([]);
  });

  it('isolates one poison event among many, makes it a dead letter after ten attempts, and handles it when it is retried', async () => {
    recorder.before = async (events) => {
      if (events.some(({ bell }) => bell === 6)) throw new Error('poison');
    };
    await ring(Array.from({ length: 8 }, (_, index) => index + 1));
    await platform.bus.drain();
    expect(await recorded()).toEqual([1, 2, 3, 4, 5, 7, 8]);

    for (let attempt = 0; attempt < 10; attempt++) {
      await makeAllDue();
      await platform.bus.drain();
    }
    const deadLetters = platform.module.get(DeadLetters);
    const [deadLetter] = await deadLetters.list(0, 10);
    expect(deadLetter).toMatchObject({ handler: 'test.record', events: [{ bell: 6 }], attempts: 10 });
    expect(deadLetter?.lastError).toContain('poison');
    expect(await platform.module.get(PublicationQueries).counts()).toEqual({ due: 0, dead_letter: 1 });

    recorder.before = () => Promise.resolve();
    expect(await deadLetters.retry(deadLetter?.id ?? 0)).toBe(true);
    await platform.bus.drain();
    expect(await recorded()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await stored()).toEqual([]);
  });

  it('makes no dead letter of an event that failed because the database was unavailable', async () => {
    recorder.before = () => Promise.reject(new Unavailable('The database'));
    await ring([1]);
    for (let attempt = 0; attempt < 15; attempt++) {
      await makeAllDue();
      await platform.bus.drain();
    }
    expect(await stored()).toMatchObject([{ state: 'DUE' }]);
    expect(recorder.batches.length).toBeGreaterThan(10);
  });

  it('handles a delayed event only when it is due', async () => {
    await ring([1], { delayMs: 3_600_000 });
    await platform.bus.drain();
    expect(recorder.batches).toEqual([]);

    await makeAllDue();
    await platform.bus.drain();
    expect(await recorded()).toEqual([1]);
  });

  it('takes over the publications of a dead instance, halves a batch that was started, and leaves those of live instances', async () => {
    await platform.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.record', 'bell.rang', '[{"bell":1},{"bell":2},{"bell":3},{"bell":4}]', 4, 'dead', 1, NOW(3)),
         (900002, 'test.record', 'bell.rang', '[{"bell":5}]', 1, 'never seen', 1, NOW(3)),
         (900003, 'test.record', 'bell.rang', '[{"bell":6}]', 1, 'alive', 1, NOW(3))`,
    );
    await platform.database.execute(
      `INSERT INTO instances (id, alive_until) VALUES
         ('dead', NOW(3) - INTERVAL 1 SECOND), ('alive', NOW(3) + INTERVAL 1 HOUR)`,
    );
    await platform.bus.drain();
    expect(await recorded()).toEqual([1, 2, 3, 4, 5]);
    expect(recorder.batches.filter((batch) => batch.length > 1)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await stored()).toMatchObject([{ id: 900003 }]);
  });

  it('makes a dead letter, without another attempt, of an event whose process died ten times', async () => {
    await platform.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.record', 'bell.rang', '[{"bell":1}]', 1, 'killed', 10, NOW(3)),
         (900002, 'test.record', 'bell.rang', '[{"bell":2}]', 1, 'killed', 9, NOW(3))`,
    );
    await platform.bus.drain();
    expect(await recorded()).toEqual([2]);
    expect(await stored()).toMatchObject([{ id: 900001, state: 'DEAD_LETTER' }]);
  });

  it('tries events whose processes died twice one at a time, the least tried first, and counts an attempt for that one only', async () => {
    const attempts: number[][] = [];
    recorder.before = async () => {
      attempts.push((await stored()).map((row) => row.attempts));
    };
    await platform.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.record', 'bell.rang', '[{"bell":1}]', 1, 'killed', 3, NOW(3)),
         (900002, 'test.record', 'bell.rang', '[{"bell":2}]', 1, 'killed', 2, NOW(3)),
         (900003, 'test.record', 'bell.rang', '[{"bell":3}]', 1, 'killed', 2, NOW(3))`,
    );
    await platform.bus.drain();
    expect(recorder.batches).toEqual([[2], [3], [1]]);
    expect(attempts).toEqual([[3, 3, 2], [3, 3], [4]]);
  });

  it('does not try an event whose processes died twice together with one that a third process left', async () => {
    const attempts: number[][] = [];
    recorder.before = async () => {
      attempts.push((await stored()).map((row) => row.attempts));
    };
    await platform.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.record', 'bell.rang', '[{"bell":1}]', 1, 'killed', 2, NOW(3)),
         (900002, 'test.record', 'bell.rang', '[{"bell":2}]', 1, 'killed', 1, NOW(3))`,
    );
    await platform.bus.drain();
    expect(attempts).toEqual([[2, 2], [3]]);
  });

  it('leaves publications for an unknown handler to instances of another version', async () => {
    await platform.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at) VALUES
         (900001, 'from.the-future', 'bell.rang', '[{"bell":1}]', 1, NOW(3))`,
    );
    await platform.bus.drain();
    expect(await stored()).toMatchObject([{ id: 900001, state: 'DUE', attempts: 0 }]);
  });

  it('keeps the change of a handler whose publication was completed by another instance', async () => {
    recorder.before = async () => {
      await platform.database.execute('DELETE FROM event_publications');
    };
    await ring([1]);
    await platform.bus.drain();
    expect(await recorded()).toEqual([1]);
  });

  it('handles each event on one instance when two instances poll', async () => {
    const [other, otherRecorder] = await instance(platform);
    try {
      for (let bell = 0; bell < 60; bell++) await ring([bell], { delayMs: 3_600_000 });
      await makeAllDue();
      await Promise.all([platform.bus.drain(), other.bus.drain()]);
      await Promise.all([platform.bus.drain(), other.bus.drain()]);
      expect(await recorded()).toEqual(Array.from({ length: 60 }, (_, index) => index));
      expect(recorder.batches.flat().length + otherRecorder.batches.flat().length).toBe(60);
    } finally {
      await other.close();
    }
  });
});
