import { SingleFlight } from './single-flight';

describe('a single flight', () => {
  let started: string[];
  let finish: (result: string) => void;
  let fail: (error: Error) => void;
  let flight: SingleFlight<string, [string]>;

  beforeEach(() => {
    started = [];
    flight = new SingleFlight((name: string) => {
      started.push(name);
      return new Promise((resolve, reject) => {
        finish = resolve;
        fail = reject;
      });
    });
  });

  it('shares one result among the callers that come while the work runs', async () => {
    const calls = [flight.run('first'), flight.run('second')];
    finish('done');
    expect(await Promise.all(calls)).toEqual(['done', 'done']);
    expect(started).toEqual(['first']);
  });

  it('starts the work again for a caller that comes afterwards', async () => {
    const first = flight.run('first');
    expect(flight.running).toBe(first);
    finish('done');
    await first;
    expect(flight.running).toBeUndefined();
    void flight.run('second');
    expect(started).toEqual(['first', 'second']);
  });

  it('fails all callers of work that fails, and starts again afterwards', async () => {
    const calls = Promise.allSettled([flight.run('first'), flight.run('second')]);
    fail(new Error('broken'));
    expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void flight.run('third');
    expect(started).toEqual(['first', 'third']);
  });
});
