import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import type { EventDispatcher } from '#platform/events/event-dispatcher';
import { type TestPlatform, openPlatform } from '../support/platform';
import { until } from '../support/until';

const Rang = defineEvent('bell.rang', z.object({ bell: z.number() }));
interface Ring {
  readonly bell: number;
}

/** Hears, and may be held up before it is done. */
@Injectable()
class HearWhenBellRang extends EventHandler<Ring> {
  override readonly event = Rang;
  override readonly name = 'test.hear';
  readonly heard: number[] = [];
  done: Promise<void> = Promise.resolve();

  override async handle(batch: EventBatch<Ring>): Promise<void> {
    this.heard.push(...batch.events.map(({ bell }) => bell));
    await this.done;
  }
}

interface Instance {
  readonly ground: TestPlatform;
  readonly reaction: HearWhenBellRang;
  readonly relay: EventDispatcher;
}

describe('a delivery in the hands of an instance', () => {
  let first: Instance;
  let second: Instance;
  let letGo: () => void;

  const open = async (beside?: TestPlatform): Promise<Instance> => {
    const ground = await openPlatform({ providers: [HearWhenBellRang], ...(beside ? { beside } : {}) });
    const { dispatcher: relay } = ground.bus as unknown as { dispatcher: EventDispatcher };
    return { ground, reaction: ground.module.get(HearWhenBellRang), relay };
  };
  beforeEach(async () => {
    first = await open();
    second = await open(first.ground);
    first.reaction.done = new Promise((resolve) => (letGo = resolve));
    const { database, bus } = first.ground;
    await database.transaction((tx) => bus.publish(tx, Rang, [{ bell: 1 }]));
    await until(async () => first.reaction.heard.length === 1);
  });
  afterEach(async () => {
    letGo();
    await second.ground.close();
    await first.ground.close();
  });

  /** Neither heart nor hand moves any more, as in a process that was killed. */
  const die = ({ relay }: Instance): void =>
    (relay as unknown as { stopTimers: (() => void)[] }).stopTimers.forEach((stop) => stop());
  const lease = async (change: string): Promise<void> => {
    await first.ground.database.execute(`UPDATE instances SET alive_until = NOW(3) ${change} WHERE id = ?`, [
      first.relay.instance,
    ]);
  };
  const leaseLeft = async (): Promise<number> => {
    const [row] = await first.ground.database.query<{ left: number }>(
      'SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), alive_until) / 1e6 AS `left` FROM instances WHERE id = ?',
      [first.relay.instance],
    );
    return Number(row?.left);
  };

  it('that dies is taken over by a living one, unasked, when a lease of at most six seconds has run out', async () => {
    die(first);
    expect(await leaseLeft()).toBeLessThanOrEqual(6);
    expect(second.reaction.heard).toEqual([]);
    await lease('- INTERVAL 1 MICROSECOND');
    await until(async () => second.reaction.heard.length === 1);
    await until(async () => (await first.ground.database.query('SELECT id FROM event_publications')).length === 0);
  });

  it('that lives stays there, however long the work: its lease is renewed before it runs out', async () => {
    for (let renewal = 0; renewal < 2; renewal++) {
      await lease('+ INTERVAL 5 SECOND');
      await second.ground.bus.drain();
      await until(async () => (await leaseLeft()) > 5);
    }
    expect(second.reaction.heard).toEqual([]);
    letGo();
    await first.ground.bus.drain();
    await second.ground.bus.drain();
    expect([first.reaction.heard, second.reaction.heard]).toEqual([[1], []]);
  });
});
