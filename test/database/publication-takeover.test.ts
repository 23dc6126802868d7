import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { EventPublicationRepository } from '#platform/events/event-publication.repository';
import type { EventDispatcher } from '#platform/events/event-dispatcher';
import { type TestPlatform, openPlatform } from '../support/platform';
import { until } from '../support/until';

const Rang = defineEvent('bell.rang', z.object({ bell: z.number() }));
interface Ring {
  readonly bell: number;
}

/** Records events, and may be delayed before it returns. */
@Injectable()
class RecordRings extends EventHandler<Ring> {
  override readonly event = Rang;
  override readonly name = 'test.record';
  readonly recorded: number[] = [];
  done: Promise<void> = Promise.resolve();

  override async handle(batch: EventBatch<Ring>): Promise<void> {
    this.recorded.push(...batch.events.map(({ bell }) => bell));
    await this.done;
  }
}

interface Instance {
  readonly platform: TestPlatform;
  readonly handler: RecordRings;
  readonly dispatcher: EventDispatcher;
}

describe('a publication that an instance handles', () => {
  let first: Instance;
  let second: Instance;
  let release: () => void;

  const open = async (beside?: TestPlatform): Promise<Instance> => {
    const platform = await openPlatform({ providers: [RecordRings], ...(beside ? { beside } : {}) });
    const { dispatcher } = platform.bus as unknown as { dispatcher: EventDispatcher };
    return { platform, handler: platform.module.get(RecordRings), dispatcher };
  };
  beforeEach(async () => {
    first = await open();
    second = await open(first.platform);
    first.handler.done = new Promise((resolve) => (release = resolve));
    const { database, bus } = first.platform;
    await database.transaction((tx) => bus.publish(tx, Rang, [{ bell: 1 }]));
    await until(async () => first.handler.recorded.length === 1);
  });
  afterEach(async () => {
    release();
    await second.platform.close();
    await first.platform.close();
  });

  /** Stops heartbeats and polls, as in a process that was killed. */
  const die = ({ dispatcher }: Instance): void =>
    (dispatcher as unknown as { stopTimers: (() => void)[] }).stopTimers.forEach((stop) => stop());
  const lease = async (change: string): Promise<void> => {
    await first.platform.database.execute(`UPDATE instances SET alive_until = NOW(3) ${change} WHERE id = ?`, [
      first.dispatcher.instance,
    ]);
  };
  const leaseLeft = async (): Promise<number> => {
    const [row] = await first.platform.database.query<{ left: number }>(
      'SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), alive_until) / 1e6 AS `left` FROM instances WHERE id = ?',
      [first.dispatcher.instance],
    );
    return Number(row?.left);
  };

  const insert = (bell: number, owner: string, attempts: number, due = '- INTERVAL 4 SECOND'): Promise<unknown> =>
    first.platform.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, position, owner, attempts, due_at)
       VALUES (?, 'test.record', ?, ?, 1, 0, ?, ?, NOW(3) ${due})`,
      [bell, Rang.name, JSON.stringify([{ bell }]), owner, attempts],
    );

  it('is taken over by another instance when the lease of a dead one, of at most six seconds, has ended', async () => {
    die(first);
    expect(await leaseLeft()).toBeLessThanOrEqual(6);
    expect(second.handler.recorded).toEqual([]);
    await lease('- INTERVAL 1 MICROSECOND');
    await until(async () => second.handler.recorded.length === 1);
    await until(async () => (await first.platform.database.query('SELECT id FROM event_publications')).length === 0);
  });

  it('is no dead letter when its owner lives, however often its end could not be stored', async () => {
    release();
    await first.platform.bus.drain();
    first.handler.done = new Promise((resolve) => (release = resolve));
    // As after eleven attempts whose failure the database could not store either; the owner still holds the row.
    await insert(2, first.dispatcher.instance, 11);
    await until(async () => first.handler.recorded.includes(2));
    expect(await first.platform.database.query('SELECT attempts FROM event_publications')).toEqual([{ attempts: 11 }]);
    release();
    await first.platform.bus.drain();
    expect(await first.platform.database.query('SELECT id FROM event_publications')).toEqual([]);
  });

  it('loses the attempt that its living former owner takes back, and only that', async () => {
    die(second);
    await insert(3, second.dispatcher.instance, 5);
    await insert(4, first.dispatcher.instance, 5, '+ INTERVAL 1 HOUR');
    const publications = first.platform.module.get(EventPublicationRepository);
    await publications.discount([3, 4], first.dispatcher.instance);
    const rows = await first.platform.database.query(
      'SELECT id, attempts FROM event_publications WHERE id IN (3, 4) ORDER BY id',
    );
    expect(rows).toEqual([
      { id: 3, attempts: 4 },
      { id: 4, attempts: 5 },
    ]);
  });

  it('stays with a living instance however long the work takes, because its lease is renewed in time', async () => {
    for (let renewal = 0; renewal < 2; renewal++) {
      await lease('+ INTERVAL 5 SECOND');
      await second.platform.bus.drain();
      await until(async () => (await leaseLeft()) > 5);
    }
    expect(second.handler.recorded).toEqual([]);
    release();
    await first.platform.bus.drain();
    await second.platform.bus.drain();
    expect([first.handler.recorded, second.handler.recorded]).toEqual([[1], []]);
  });
});
