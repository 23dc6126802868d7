import { z } from 'zod';
import type { Delivery } from './delivery-store';
import { defineFact } from './fact';
import { backoff, factsOf, type Lane, takeBatch } from './lane';
import { Reaction } from './reaction';

const Rang = defineFact('bell.rang', z.object({ bell: z.number() }));

class Listen extends Reaction<{ bell: number }> {
  override readonly fact = Rang;
  override readonly name = 'test.listen';

  constructor(override readonly mostFacts: number) {
    super();
  }

  override react(): Promise<void> {
    return Promise.resolve();
  }
}

const delivery = (id: number, facts: number, attempts = 1): Delivery => ({
  id,
  reaction: 'test.listen',
  fact: Rang.name,
  payloads: Array.from({ length: facts }, (_, bell) => ({ bell })),
  position: 0,
  attempts,
  stored: false,
  unfinished: false,
});
const batchOf = (mostFacts: number, waiting: Delivery[]): number[] => {
  const lane: Lane = { reaction: new Listen(mostFacts), waiting, running: undefined };
  return takeBatch(lane).map(({ id }) => id);
};

describe('the next batch of a lane', () => {
  it('is what waits longest, up to as many facts as the reaction takes', () => {
    expect(batchOf(5, [delivery(1, 2), delivery(2, 3), delivery(3, 1)])).toEqual([1, 2]);
    expect(batchOf(4, [delivery(1, 2), delivery(2, 3), delivery(3, 1)])).toEqual([1]);
  });

  it('is one delivery at least, however many facts it holds', () => {
    expect(batchOf(1, [delivery(1, 7), delivery(2, 1)])).toEqual([1]);
  });

  it('is one delivery alone when that was begun before', () => {
    expect(batchOf(9, [delivery(1, 1, 2), delivery(2, 1)])).toEqual([1]);
    expect(batchOf(9, [delivery(1, 1), delivery(2, 1, 2), delivery(3, 1)])).toEqual([1]);
  });
});

describe('the facts of a delivery', () => {
  const written = { ...delivery(1, 0), payloads: [{ bell: 'loud' }] };

  it('are checked when they come out of the table', () => {
    expect(() => factsOf(new Listen(1) as Reaction<unknown>, { ...written, stored: true })).toThrow(z.ZodError);
  });

  it('are taken as they are when they have just been published', () => {
    expect(factsOf(new Listen(1) as Reaction<unknown>, written)).toEqual(written.payloads);
  });
});

describe('the pause before another attempt', () => {
  it('grows, is never nothing, and never longer than five seconds', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 20, 2_000].map((attempts) => backoff(attempts));
    for (const pause of pauses) expect(pause).toBeLessThanOrEqual(5_000);
    expect(pauses[0]).toBeGreaterThanOrEqual(25);
    expect(pauses[0]).toBeLessThanOrEqual(50);
    expect(pauses[9]).toBeGreaterThanOrEqual(2_500);
  });
});
