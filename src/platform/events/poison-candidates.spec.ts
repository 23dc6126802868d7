import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import type { EventPublication, EventPublicationRepository } from './event-publication.repository';
import { defineEvent } from './domain-event';
import { EventDispatcher } from './event-dispatcher';

/** What the relay does with deliveries over which processes have died: one of them at a time is in its hands. */
describe('the relay and its suspects', () => {
  const suspect = (id: number): EventPublication => ({
    id,
    handler: 'test.listen',
    event: 'bell.rang',
    payloads: [id],
    position: 0,
    attempts: 3,
    stored: true,
    unfinished: true,
  });
  const table = {
    due: [] as EventPublication[],
    allowed: [] as boolean[],
    meanwhile: (): Promise<void> => Promise.resolve(),
    claim: async (_: string, _known: unknown, _held: unknown, mayTakeSuspect: boolean) => {
      table.allowed.push(mayTakeSuspect);
      if (mayTakeSuspect) return table.due.splice(0, 1);
      await table.meanwhile();
      return [];
    },
    remove: () => Promise.resolve(),
  };
  const heard: unknown[] = [];
  let hold: () => Promise<void> | undefined;
  let relay: EventDispatcher;

  beforeEach(() => {
    table.allowed = [];
    table.meanwhile = () => Promise.resolve();
    heard.length = 0;
    relay = new EventDispatcher(table as unknown as EventPublicationRepository, undefined as never, 'here');
    relay['claiming'] = true;
    relay.register({
      name: 'test.listen',
      formerly: [],
      event: defineEvent('bell.rang', z.number()),
      handle: async ({ events }: { events: readonly unknown[] }) => {
        heard.push(...events);
        await hold();
      },
    } as never);
  });

  it('takes no other while one is in hand, and the next as soon as it is done', async () => {
    hold = () => turn().then(() => relay['poll']());
    table.due = [suspect(1)];
    await relay['poll']();
    await relay['queuesIdle']();
    expect(table.allowed).toEqual([true, false, true]);
  });

  it('are not called drained by a sweep that began beside one of them', async () => {
    // The first ends while the sweep that began beside it is still asking, and finds nothing for its sake.
    let end = (): void => undefined;
    hold = () => (heard.length === 1 ? new Promise((done) => (end = done)) : undefined);
    table.meanwhile = async () => {
      while (heard.length === 0) await turn();
      end();
      while (relay['held'].size > 0) await turn();
    };
    table.due = [suspect(1), suspect(2)];
    void relay['poll']();
    await relay.drain();
    expect(heard).toEqual([1, 2]);
  });
});
