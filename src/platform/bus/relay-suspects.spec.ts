import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import type { Delivery, DeliveryStore } from './delivery-store';
import { defineFact } from './fact';
import { Relay } from './relay';

/** What the relay does with deliveries over which processes have died: one of them at a time is in its hands. */
describe('the relay and its suspects', () => {
  const suspect = (id: number): Delivery => ({
    id,
    reaction: 'test.listen',
    fact: 'bell.rang',
    payloads: [id],
    position: 0,
    attempts: 3,
    stored: true,
    unfinished: true,
  });
  const table = {
    due: [] as Delivery[],
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
  let relay: Relay;

  beforeEach(() => {
    table.allowed = [];
    table.meanwhile = () => Promise.resolve();
    heard.length = 0;
    relay = new Relay(table as unknown as DeliveryStore, undefined as never, 'here');
    relay['claiming'] = true;
    relay.register({
      name: 'test.listen',
      fact: defineFact('bell.rang', z.number()),
      react: async ({ facts }: { facts: readonly unknown[] }) => {
        heard.push(...facts);
        await hold();
      },
    } as never);
  });

  it('takes no other while one is in hand, and the next as soon as it is done', async () => {
    hold = () => turn().then(() => relay['sweep']());
    table.due = [suspect(1)];
    await relay['sweep']();
    await relay['lanesIdle']();
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
    void relay['sweep']();
    await relay.drain();
    expect(heard).toEqual([1, 2]);
  });
});
