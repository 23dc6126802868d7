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

/** Writes down what it hears, in the transaction of the completion mark; `before` may hold it up or make it fail. */
@Injectable()
class WriteDownWhenBellRang extends EventHandler<Ring> {
  override readonly event = Rang;
  override readonly name = 'test.write-down';
  readonly batches: number[][] = [];
  before: (facts: readonly Ring[]) => Promise<void> = () => Promise.resolve();
  after: () => void = () => undefined;
  ground!: TestPlatform;

  override async handle(batch: EventBatch<Ring>): Promise<void> {
    this.batches.push(batch.events.map(({ bell }) => bell));
    await this.before(batch.events);
    await this.ground.database.transaction(async (tx) => {
      await tx.execute('INSERT INTO heard (bell) VALUES ?', [batch.events.map(({ bell }) => [bell])]);
      await batch.complete(tx);
      this.after();
    });
  }
}

describe('the bus', () => {
  let ground: TestPlatform;
  let listener: WriteDownWhenBellRang;

  const instance = async (beside?: TestPlatform): Promise<[TestPlatform, WriteDownWhenBellRang]> => {
    const opened = await openPlatform({ providers: [WriteDownWhenBellRang], ...(beside ? { beside } : {}) });
    const reaction = opened.module.get(WriteDownWhenBellRang);
    reaction.ground = opened;
    return [opened, reaction];
  };
  const ring = (bells: readonly number[], options?: { delayMs: number }): Promise<void> =>
    ground.database.transaction((tx) =>
      ground.bus.publish(
        tx,
        Rang,
        bells.map((bell) => ({ bell })),
        options,
      ),
    );
  const heard = async (): Promise<number[]> =>
    (await ground.database.query<{ bell: number }>('SELECT bell FROM heard ORDER BY bell')).map(({ bell }) => bell);
  const stored = (): Promise<{ id: number; events: number; state: string; attempts: number }[]> =>
    ground.database.query('SELECT id, event_count AS events, state, attempts FROM event_publications ORDER BY id');
  const everythingIsDueNow = () => ground.database.execute('UPDATE event_publications SET due_at = NOW(3)');

  beforeEach(async () => {
    [ground, listener] = await instance();
    await ground.database.execute('CREATE TABLE heard (bell BIGINT NOT NULL) ENGINE = InnoDB');
  });
  afterEach(() => ground.close());

  it('tells a committed fact and forgets the delivery', async () => {
    await ring([1, 2, 3]);
    await ground.bus.drain();
    expect(await heard()).toEqual([1, 2, 3]);
    expect(await stored()).toEqual([]);
  });

  it('tells nothing of a transaction that was rolled back', async () => {
    const publishing = ground.database.transaction(async (tx) => {
      await ground.bus.publish(tx, Rang, [{ bell: 1 }]);
      throw new Error('changed my mind');
    });
    await expect(publishing).rejects.toThrow('changed my mind');
    await ground.bus.drain();
    expect(listener.batches).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('hands over together what came while it was busy', async () => {
    let open = (): void => undefined;
    listener.before = () => new Promise((resolve) => (open = resolve));
    await ring([1]);
    await ring([2]);
    await ring([3, 4]);
    listener.before = () => Promise.resolve();
    open();
    await ground.bus.drain();
    expect(listener.batches).toEqual([[1], [2, 3, 4]]);
  });

  it('rolls the change and the completion mark back together', async () => {
    let falls = true;
    listener.after = () => {
      if (falls) throw new Error('died before the commit');
    };
    await ring([1]);
    await ground.bus.drain();
    expect(await heard()).toEqual([]);
    expect(await stored()).toHaveLength(1);

    falls = false;
    await everythingIsDueNow();
    await ground.bus.drain();
    expect(await heard()).toEqual([1]);
    expect(await stored()).toEqual([]);
  });

  it('isolates one poisonous fact among many, parks it after ten attempts, and tells it again on request', async () => {
    listener.before = async (facts) => {
      if (facts.some(({ bell }) => bell === 6)) throw new Error('poison');
    };
    await ring(Array.from({ length: 8 }, (_, index) => index + 1));
    await ground.bus.drain();
    expect(await heard()).toEqual([1, 2, 3, 4, 5, 7, 8]);

    for (let attempt = 0; attempt < 10; attempt++) {
      await everythingIsDueNow();
      await ground.bus.drain();
    }
    const deadLetters = ground.module.get(DeadLetters);
    const [parked] = await deadLetters.list(0, 10);
    expect(parked).toMatchObject({ handler: 'test.write-down', events: [{ bell: 6 }], attempts: 10 });
    expect(parked?.lastError).toContain('poison');
    expect(await ground.module.get(PublicationQueries).counts()).toEqual({ due: 0, dead_letter: 1 });

    listener.before = () => Promise.resolve();
    expect(await deadLetters.retry(parked?.id ?? 0)).toBe(true);
    await ground.bus.drain();
    expect(await heard()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await stored()).toEqual([]);
  });

  it('never parks what failed because the database was away', async () => {
    listener.before = () => Promise.reject(new Unavailable('The database'));
    await ring([1]);
    for (let attempt = 0; attempt < 15; attempt++) {
      await everythingIsDueNow();
      await ground.bus.drain();
    }
    expect(await stored()).toMatchObject([{ state: 'DUE' }]);
    expect(listener.batches.length).toBeGreaterThan(10);
  });

  it('holds a delayed fact back until it is due', async () => {
    await ring([1], { delayMs: 3_600_000 });
    await ground.bus.drain();
    expect(listener.batches).toEqual([]);

    await everythingIsDueNow();
    await ground.bus.drain();
    expect(await heard()).toEqual([1]);
  });

  it('takes over what a dead instance left, halves what it left unfinished, and leaves the living alone', async () => {
    await ground.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.write-down', 'bell.rang', '[{"bell":1},{"bell":2},{"bell":3},{"bell":4}]', 4, 'dead', 1, NOW(3)),
         (900002, 'test.write-down', 'bell.rang', '[{"bell":5}]', 1, 'never seen', 1, NOW(3)),
         (900003, 'test.write-down', 'bell.rang', '[{"bell":6}]', 1, 'alive', 1, NOW(3))`,
    );
    await ground.database.execute(
      `INSERT INTO instances (id, alive_until) VALUES
         ('dead', NOW(3) - INTERVAL 1 SECOND), ('alive', NOW(3) + INTERVAL 1 HOUR)`,
    );
    await ground.bus.drain();
    expect(await heard()).toEqual([1, 2, 3, 4, 5]);
    expect(listener.batches.filter((batch) => batch.length > 1)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await stored()).toMatchObject([{ id: 900003 }]);
  });

  it('parks a fact that has killed its process ten times, without trying it again', async () => {
    await ground.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.write-down', 'bell.rang', '[{"bell":1}]', 1, 'killed', 10, NOW(3)),
         (900002, 'test.write-down', 'bell.rang', '[{"bell":2}]', 1, 'killed', 9, NOW(3))`,
    );
    await ground.bus.drain();
    expect(await heard()).toEqual([2]);
    expect(await stored()).toMatchObject([{ id: 900001, state: 'DEAD_LETTER' }]);
  });

  it('tries what two processes have died over one by one, the least tried first, and counts no other for it', async () => {
    const attempts: number[][] = [];
    listener.before = async () => {
      attempts.push((await stored()).map((row) => row.attempts));
    };
    await ground.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.write-down', 'bell.rang', '[{"bell":1}]', 1, 'killed', 3, NOW(3)),
         (900002, 'test.write-down', 'bell.rang', '[{"bell":2}]', 1, 'killed', 2, NOW(3)),
         (900003, 'test.write-down', 'bell.rang', '[{"bell":3}]', 1, 'killed', 2, NOW(3))`,
    );
    await ground.bus.drain();
    expect(listener.batches).toEqual([[2], [3], [1]]);
    expect(attempts).toEqual([[3, 3, 2], [3, 3], [4]]);
  });

  it('tries none that two processes have died over beside what a third has just left', async () => {
    const attempts: number[][] = [];
    listener.before = async () => {
      attempts.push((await stored()).map((row) => row.attempts));
    };
    await ground.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, owner, attempts, due_at) VALUES
         (900001, 'test.write-down', 'bell.rang', '[{"bell":1}]', 1, 'killed', 2, NOW(3)),
         (900002, 'test.write-down', 'bell.rang', '[{"bell":2}]', 1, 'killed', 1, NOW(3))`,
    );
    await ground.bus.drain();
    expect(attempts).toEqual([[2, 2], [3]]);
  });

  it('leaves what it does not know to instances of another version', async () => {
    await ground.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, due_at) VALUES
         (900001, 'from.the-future', 'bell.rang', '[{"bell":1}]', 1, NOW(3))`,
    );
    await ground.bus.drain();
    expect(await stored()).toMatchObject([{ id: 900001, state: 'DUE', attempts: 0 }]);
  });

  it('keeps the change of a zombie whose delivery was done by another', async () => {
    listener.before = async () => {
      await ground.database.execute('DELETE FROM event_publications');
    };
    await ring([1]);
    await ground.bus.drain();
    expect(await heard()).toEqual([1]);
  });

  it('is swept by two instances, and each fact told by one of them', async () => {
    const [other, otherListener] = await instance(ground);
    try {
      for (let bell = 0; bell < 60; bell++) await ring([bell], { delayMs: 3_600_000 });
      await everythingIsDueNow();
      await Promise.all([ground.bus.drain(), other.bus.drain()]);
      await Promise.all([ground.bus.drain(), other.bus.drain()]);
      expect(await heard()).toEqual(Array.from({ length: 60 }, (_, index) => index));
      expect(listener.batches.flat().length + otherListener.batches.flat().length).toBe(60);
    } finally {
      await other.close();
    }
  });
});
