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

/** The table of deliveries, in memory: it notes what becomes of them, and gives out what is put into it once. */
class Ledger extends EventPublicationRepository {
  readonly ends: string[] = [];
  due: EventPublication[] = [];
  before: () => void = () => undefined;

  constructor() {
    super(undefined as never);
  }

  override remove(ids: readonly number[]): Promise<void> {
    this.due = this.due.filter(({ id }) => !ids.includes(id));
    return this.note(`done ${ids.join()}`);
  }
  override release(ids: readonly number[], delayMs: number, counted: boolean): Promise<void> {
    expect(delayMs).toBeGreaterThan(0);
    return this.note(`again ${ids.join()}${counted ? ' counted' : ''}`);
  }
  override deadLetter(id: number): Promise<void> {
    return this.note(`parked ${id}`);
  }
  override async replace(id: number, _owner: string, parts: readonly EventPublication[]): Promise<boolean> {
    await this.note(`${id} halved to ${parts.map((part) => part.id).join()}`);
    return true;
  }
  override claim(_: string, _known: unknown, held: ReadonlySet<number>): Promise<EventPublication[]> {
    const free = this.due.filter(({ id }) => !held.has(id));
    this.due = this.due.filter(({ id }) => held.has(id));
    return Promise.resolve(free);
  }
  override renewLease(): Promise<void> {
    return Promise.resolve();
  }
  override endLease(): Promise<void> {
    return this.note('left');
  }

  private async note(end: string): Promise<void> {
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

describe('the relay', () => {
  let ledger: Ledger;
  let listen: Listen;
  let relay: EventDispatcher;
  let lastId: number;

  const delivery = (id: number, bells: readonly number[], attempts = 1): EventPublication => ({
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
    ledger = new Ledger();
    listen = new Listen();
    relay = new EventDispatcher(ledger, ids as never, 'here');
    relay.register(listen);
    await relay.start();
    await relay.drain();
  });
  afterEach(() => relay.stop());

  it('knows each reaction by its name', () => {
    expect(() => relay.register(new Listen() as EventHandler<unknown>)).toThrow(
      'Two event handlers are called test.listen',
    );
  });

  it('hands over one batch after the other, and marks what was done', async () => {
    let under = 0;
    const met: number[] = [];
    listen.then = async () => {
      met.push(++under);
      await turn();
      under--;
    };
    relay.accept([delivery(1, [1])]);
    relay.accept([delivery(2, [2]), delivery(3, [3, 4])]);
    await relay.drain();
    expect(listen.heard).toEqual([[1], [2, 3, 4]]);
    expect(met).toEqual([1, 1]);
    expect(ledger.ends).toEqual(['done 1', 'done 2,3']);
  });

  it('begins when whoever committed has had his turn', async () => {
    relay.accept([delivery(1, [1])]);
    for (let step = 0; step < 10; step++) await Promise.resolve();
    expect(listen.heard).toEqual([]);
    await relay.drain();
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
  ])('goes on with the next when one %s', async (_, broken) => {
    listen.then = (bells) => (bells.includes(2) ? broken() : undefined);
    for (const id of [1, 2, 3]) relay.accept([delivery(id, [id])]);
    await relay.drain();
    expect(ledger.ends).toEqual(['done 1', 'again 2 counted', 'done 3']);
    relay.accept([delivery(4, [4])]);
    await relay.drain();
    expect(ledger.ends.at(-1)).toBe('done 4');
  });

  it('goes on when not even the failure can be noted', async () => {
    listen.then = () => Promise.reject(new Error('broken'));
    ledger.before = () => {
      throw new Unavailable('The database');
    };
    relay.accept([delivery(1, [1])]);
    await relay.drain();
    listen.then = () => undefined;
    ledger.before = () => undefined;
    relay.accept([delivery(2, [2])]);
    await relay.drain();
    expect(ledger.ends).toEqual(['done 2']);
  });

  it('does not count what failed because the database was away', async () => {
    listen.then = () => Promise.reject(new Unavailable('The database'));
    relay.accept([delivery(1, [1, 2], 10)]);
    await relay.drain();
    expect(ledger.ends).toEqual(['again 1']);
    expect(listen.heard).toHaveLength(1);
  });

  it('parks only what failed alone, at its tenth attempt', async () => {
    listen.then = () => Promise.reject(new Error('broken'));
    relay.accept([delivery(1, [1], 9)]);
    await relay.drain();
    relay.accept([delivery(1, [1], 10)]);
    await relay.drain();
    relay.accept([delivery(2, [2, 3], 10)]);
    await relay.drain();
    expect(ledger.ends).toEqual([
      'again 1 counted',
      'parked 1',
      '2 halved to 101,102',
      'again 101 counted',
      'again 102 counted',
    ]);
  });

  it('keeps the second half in hand while the first is tried', async () => {
    listen.then = async (bells) => {
      if (bells.length > 2) throw new Error('too many');
      if (bells.includes(1)) {
        ledger.due = [{ ...delivery(102, [3, 4], 2) }];
        await relay['poll']();
      }
    };
    relay.accept([delivery(1, [1, 2, 3, 4])]);
    await relay.drain();
    expect(listen.heard).toEqual([
      [1, 2, 3, 4],
      [1, 2],
      [3, 4],
    ]);
  });

  it('ends what is in hand when it stops, then leaves, and takes nothing more', async () => {
    let letGo = (): void => undefined;
    const gone = new Promise<void>((done) => (letGo = done));
    listen.then = () => gone;
    relay.accept([delivery(1, [1])]);
    const stopped = relay.stop();
    ledger.due = [delivery(2, [2])];
    letGo();
    await stopped;
    expect(ledger.ends).toEqual(['done 1', 'left']);
    relay.accept([delivery(3, [3])]);
    await turn();
    expect(listen.heard).toEqual([[1]]);
  });
});
