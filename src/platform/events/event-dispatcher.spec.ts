import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { Unavailable } from '#platform/domain-error';
import { type EventPublication, EventPublicationRepository } from './event-publication.repository';
import { defineEvent } from './domain-event';
import { type EventBatch, EventHandler } from './event-handler';
import { EventDispatcher } from './event-dispatcher';

interface Ring {
  readonly bell: number;
}
const Rang = defineEvent('bell.rang', z.object({ bell: z.number() }));

/** The table of publications, in memory: it records what becomes of them, and returns each due one once. */
class PublicationTable extends EventPublicationRepository {
  readonly ends: string[] = [];
  due: EventPublication[] = [];
  before: () => void = () => undefined;

  constructor() {
    super(undefined as never);
  }

  override remove(ids: readonly number[]): Promise<void> {
    this.due = this.due.filter(({ id }) => !ids.includes(id));
    return this.record(`completed ${ids.join()}`);
  }
  override release(ids: readonly number[], delayMs: number, counted: boolean): Promise<void> {
    expect(delayMs).toBeGreaterThan(0);
    return this.record(`released ${ids.join()}${counted ? ' counted' : ''}`);
  }
  override deadLetter(id: number): Promise<void> {
    return this.record(`dead letter ${id}`);
  }
  override async replace(id: number, _owner: string, parts: readonly EventPublication[]): Promise<boolean> {
    await this.record(`${id} split into ${parts.map((part) => part.id).join()}`);
    return true;
  }
  override claim(_: string, _known: unknown, held: ReadonlySet<number>): Promise<EventPublication[]> {
    const free = this.due.filter(({ id }) => !held.has(id));
    this.due = this.due.filter(({ id }) => held.has(id));
    return Promise.resolve(free);
  }
  override canCommit = (): Promise<boolean> => Promise.resolve(true);
  override renewLease(): Promise<void> {
    return Promise.resolve();
  }
  override endLease(): Promise<void> {
    return this.record('left');
  }

  private async record(end: string): Promise<void> {
    await turn();
    this.before();
    this.ends.push(end);
  }
}

class Listen extends EventHandler<Ring> {
  override readonly event = Rang;
  override readonly name = 'test.listen';
  readonly heard: number[][] = [];
  then: (bells: readonly number[]) => Promise<void> | void = () => undefined;

  override handle(batch: EventBatch<Ring>): Promise<void> {
    const bells = batch.events.map(({ bell }) => bell);
    this.heard.push(bells);
    return this.then(bells) ?? Promise.resolve();
  }
}

describe('the event dispatcher', () => {
  let table: PublicationTable;
  let listen: Listen;
  let dispatcher: EventDispatcher;
  let lastId: number;

  const publication = (id: number, bells: readonly number[], attempts = 1): EventPublication => ({
    id,
    handler: 'test.listen',
    event: Rang.name,
    payloads: bells.map((bell) => ({ bell })),
    position: 0,
    attempts,
    stored: false,
    unfinished: false,
  });

  beforeEach(async () => {
    lastId = 100;
    const ids = { take: (_: string, count: number) => Promise.resolve(Array.from({ length: count }, () => ++lastId)) };
    table = new PublicationTable();
    listen = new Listen();
    dispatcher = new EventDispatcher(table, ids as never, 'here');
    dispatcher.register(listen);
    await dispatcher.start();
    await dispatcher.drain();
  });
  afterEach(() => dispatcher.stop());

  it('refuses two handlers of one name', () => {
    expect(() => dispatcher.register(new Listen() as EventHandler<unknown>)).toThrow(
      'Two event handlers are called test.listen',
    );
  });

  it('handles one batch after the other, and completes each', async () => {
    let under = 0;
    const met: number[] = [];
    listen.then = async () => {
      met.push(++under);
      await turn();
      under--;
    };
    dispatcher.accept([publication(1, [1])]);
    dispatcher.accept([publication(2, [2]), publication(3, [3, 4])]);
    await dispatcher.drain();
    expect(listen.heard).toEqual([[1], [2, 3, 4]]);
    expect(met).toEqual([1, 1]);
    expect(table.ends).toEqual(['completed 1', 'completed 2,3']);
  });

  it('begins only after the turn of the event loop in which the publisher has committed', async () => {
    dispatcher.accept([publication(1, [1])]);
    for (let step = 0; step < 10; step++) await Promise.resolve();
    expect(listen.heard).toEqual([]);
    await dispatcher.drain();
    expect(listen.heard).toEqual([[1]]);
  });

  it.each<[string, () => Promise<void>]>([
    ['fails', () => Promise.reject(new Error('broken'))],
    [
      'fails before it has begun',
      () => {
        throw new Error('broken');
      },
    ],
  ])('goes on with the next publication when one %s', async (_, broken) => {
    listen.then = (bells) => (bells.includes(2) ? broken() : undefined);
    for (const id of [1, 2, 3]) dispatcher.accept([publication(id, [id])]);
    await dispatcher.drain();
    expect(table.ends).toEqual(['completed 1', 'released 2 counted', 'completed 3']);
    dispatcher.accept([publication(4, [4])]);
    await dispatcher.drain();
    expect(table.ends.at(-1)).toBe('completed 4');
  });

  it('goes on when not even the failure can be stored', async () => {
    listen.then = () => Promise.reject(new Error('broken'));
    table.before = () => {
      throw new Unavailable('The database');
    };
    dispatcher.accept([publication(1, [1])]);
    await dispatcher.drain();
    listen.then = () => undefined;
    table.before = () => undefined;
    dispatcher.accept([publication(2, [2])]);
    await dispatcher.drain();
    expect(table.ends).toEqual(['completed 2']);
  });

  it('does not count an attempt that failed because the database was unavailable', async () => {
    listen.then = () => Promise.reject(new Unavailable('The database'));
    dispatcher.accept([publication(1, [1, 2], 10)]);
    await dispatcher.drain();
    expect(table.ends).toEqual(['released 1']);
    expect(listen.heard).toHaveLength(1);
  });

  it('makes a dead letter only of an event that fails alone, at its tenth attempt', async () => {
    listen.then = () => Promise.reject(new Error('broken'));
    dispatcher.accept([publication(1, [1], 9)]);
    await dispatcher.drain();
    dispatcher.accept([publication(1, [1], 10)]);
    await dispatcher.drain();
    dispatcher.accept([publication(2, [2, 3], 10)]);
    await dispatcher.drain();
    expect(table.ends).toEqual([
      'released 1 counted',
      'dead letter 1',
      '2 split into 101,102',
      'released 101 counted',
      'released 102 counted',
    ]);
  });

  it('holds the second half while the first one is tried', async () => {
    listen.then = async (bells) => {
      if (bells.length > 2) throw new Error('too many');
      if (bells.includes(1)) {
        table.due = [{ ...publication(102, [3, 4], 2) }];
        await dispatcher['poll']();
      }
    };
    dispatcher.accept([publication(1, [1, 2, 3, 4])]);
    await dispatcher.drain();
    expect(listen.heard).toEqual([
      [1, 2, 3, 4],
      [1, 2],
      [3, 4],
    ]);
  });

  it('finishes what it handles when it stops, then ends its lease, and accepts nothing more', async () => {
    let letGo = (): void => undefined;
    const gone = new Promise<void>((done) => (letGo = done));
    listen.then = () => gone;
    dispatcher.accept([publication(1, [1])]);
    const stopped = dispatcher.stop();
    table.due = [publication(2, [2])];
    letGo();
    await stopped;
    expect(table.ends).toEqual(['completed 1', 'left']);
    dispatcher.accept([publication(3, [3])]);
    await turn();
    expect(listen.heard).toEqual([[1]]);
  });
});
