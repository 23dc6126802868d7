import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import type { EventPublication, EventPublicationRepository } from './event-publication.repository';
import { defineEvent } from './domain-event';
import { EventDispatcher } from './event-dispatcher';

/** Publications that processes have died over are handled one at a time. */
describe('the event dispatcher and poison candidates', () => {
  const candidate = (id: number): EventPublication => ({
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
    claim: async (_: string, _known: unknown, _held: unknown, withCandidate: boolean) => {
      table.allowed.push(withCandidate);
      if (withCandidate) return table.due.splice(0, 1);
      await table.meanwhile();
      return [];
    },
    remove: () => Promise.resolve(),
  };
  const heard: unknown[] = [];
  let hold: () => Promise<void> | undefined;
  let dispatcher: EventDispatcher;

  beforeEach(() => {
    table.allowed = [];
    table.meanwhile = () => Promise.resolve();
    heard.length = 0;
    dispatcher = new EventDispatcher(table as unknown as EventPublicationRepository, undefined as never, 'here');
    dispatcher['claiming'] = true;
    dispatcher.register({
      name: 'test.listen',
      formerly: [],
      event: defineEvent('bell.rang', z.number()),
      handle: async ({ events }: { events: readonly unknown[] }) => {
        heard.push(...events);
        await hold();
      },
    } as never);
  });

  it('claims no other while it handles one, and the next one as soon as that is completed', async () => {
    hold = () => turn().then(() => dispatcher['poll']());
    table.due = [candidate(1)];
    await dispatcher['poll']();
    await dispatcher['queuesIdle']();
    expect(table.allowed).toEqual([true, false, true]);
  });

  it('is not drained after a poll that began while it handled one of them', async () => {
    // The first ends while the sweep that began beside it is still querying, and so finds nothing.
    let end = (): void => undefined;
    hold = () => (heard.length === 1 ? new Promise((done) => (end = done)) : undefined);
    table.meanwhile = async () => {
      while (heard.length === 0) await turn();
      end();
      while (dispatcher['held'].size > 0) await turn();
    };
    table.due = [candidate(1), candidate(2)];
    void dispatcher['poll']();
    await dispatcher.drain();
    expect(heard).toEqual([1, 2]);
  });
});
