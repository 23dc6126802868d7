import { z } from 'zod';
import type { EventPublication } from './event-publication.repository';
import { defineEvent } from './domain-event';
import { backoff, eventsOf, type HandlerQueue, takeBatch } from './handler-queue';
import { EventHandler } from './event-handler';

const Rang = defineEvent('bell.rang', z.object({ bell: z.number() }));

class Listen extends EventHandler<{ bell: number }> {
  override readonly event = Rang;
  override readonly name = 'test.listen';

  constructor(override readonly maxBatchSize: number) {
    super();
  }

  override handle(): Promise<void> {
    return Promise.resolve();
  }
}

const publication = (id: number, facts: number, attempts = 1): EventPublication => ({
  id,
  handler: 'test.listen',
  event: Rang.name,
  payloads: Array.from({ length: facts }, (_, bell) => ({ bell })),
  position: 0,
  attempts,
  stored: false,
  unfinished: false,
});
const batchOf = (maxBatchSize: number, waiting: EventPublication[]): number[] => {
  const queue: HandlerQueue = { handler: new Listen(maxBatchSize), waiting, running: undefined };
  return takeBatch(queue).map(({ id }) => id);
};

describe('the next batch of a handler', () => {
  it('holds the oldest publications, up to the batch size of the handler', () => {
    expect(batchOf(5, [publication(1, 2), publication(2, 3), publication(3, 1)])).toEqual([1, 2]);
    expect(batchOf(4, [publication(1, 2), publication(2, 3), publication(3, 1)])).toEqual([1]);
  });

  it('holds one publication at least, however many events it has', () => {
    expect(batchOf(1, [publication(1, 7), publication(2, 1)])).toEqual([1]);
  });

  it('holds a publication that was begun before alone', () => {
    expect(batchOf(9, [publication(1, 1, 2), publication(2, 1)])).toEqual([1]);
    expect(batchOf(9, [publication(1, 1), publication(2, 1, 2), publication(3, 1)])).toEqual([1]);
  });
});

describe('the events of a publication', () => {
  const written = { ...publication(1, 0), payloads: [{ bell: 'loud' }] };

  it('are checked when they are read from the table', () => {
    expect(() => eventsOf(new Listen(1) as EventHandler<unknown>, { ...written, stored: true })).toThrow(z.ZodError);
  });

  it('are used unchecked when they have just been published', () => {
    expect(eventsOf(new Listen(1) as EventHandler<unknown>, written)).toEqual(written.payloads);
  });
});

describe('the pause before another attempt', () => {
  it('grows, is never zero, and never longer than five seconds', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 20, 2_000].map((attempts) => backoff(attempts));
    for (const pause of pauses) expect(pause).toBeLessThanOrEqual(5_000);
    expect(pauses[0]).toBeGreaterThanOrEqual(25);
    expect(pauses[0]).toBeLessThanOrEqual(50);
    expect(pauses[9]).toBeGreaterThanOrEqual(2_500);
  });
});
