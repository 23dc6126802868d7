import { setImmediate as turn } from 'node:timers/promises';
import { Bulkhead, type Requester } from './bulkhead';

const LIMITS = { concurrency: 3, perRequester: 2, maxQueue: 4, maxWaitMs: 60_000 };

describe('a bulkhead', () => {
  let bulkhead: Bulkhead;
  let begun: string[];
  let running: { readonly name: string; readonly end: () => void }[];
  let refused: string[];

  const named = (key: string, signal = new AbortController().signal): Requester => ({ key, signal });
  /** Adds one piece of work for each name; the requester is its first letter. */
  const add = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) addFor(named(name.charAt(0)), name);
    await turn();
  };
  const addFor = (requester: Requester, name: string): void => {
    const work = (): Promise<void> => {
      begun.push(name);
      return new Promise((end) => running.push({ name, end }));
    };
    bulkhead.run(requester, work).catch((error: { code: string }) => refused.push(`${name} ${error.code}`));
  };
  const end = async (name: string): Promise<void> => {
    const index = running.findIndex((one) => one.name === name);
    running.splice(index, 1)[0]?.end();
    await turn();
  };

  beforeEach(() => {
    bulkhead = new Bulkhead(LIMITS);
    [begun, running, refused] = [[], [], []];
  });

  it('runs two at a time for one requester, and three in all', async () => {
    await add('a1', 'a2', 'a3', 'b1', 'b2');
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    await end('b1');
    expect(begun).toEqual(['a1', 'a2', 'b1', 'b2']);
    await end('a2');
    expect(begun).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
    expect([bulkhead.running, bulkhead.waiting]).toEqual([3, 0]);
  });

  it('lets requesters take turns', async () => {
    await add('a1', 'b1', 'c1', 'a2', 'a3', 'b2', 'c2');
    for (const name of ['a1', 'b1', 'c1', 'a2']) await end(name);
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3']);
  });

  it('refuses a request of the requester that fills the queue', async () => {
    await add('a1', 'a2', 'a3', 'a4', 'a5', 'a6');
    expect(refused).toEqual([]);
    await add('a7');
    expect(refused).toEqual(['a7 TOO_MANY_REQUESTS']);
    expect(bulkhead.counts.full).toBe(1);
  });

  it('refuses the last request of the requester with the longest queue when another one needs room', async () => {
    await add('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'b2');
    expect(refused).toEqual(['a6 TOO_MANY_REQUESTS']);
    await add('b3');
    expect(refused).toEqual(['a6 TOO_MANY_REQUESTS', 'a5 TOO_MANY_REQUESTS']);
    await add('b4');
    expect(refused).toEqual(['a6 TOO_MANY_REQUESTS', 'a5 TOO_MANY_REQUESTS', 'b4 TOO_MANY_REQUESTS']);
    expect(bulkhead.waiting).toBe(4);
  });

  it('refuses a request that has waited too long', async () => {
    bulkhead = new Bulkhead({ ...LIMITS, maxWaitMs: 1 });
    await add('a1', 'a2', 'a3');
    while (refused.length === 0) await turn();
    expect(refused).toEqual(['a3 SERVICE_UNAVAILABLE']);
    expect([bulkhead.waiting, bulkhead.counts.late]).toEqual([0, 1]);
  });

  it('forgets a waiting request whose client has disconnected', async () => {
    const client = new AbortController();
    await add('a1', 'a2');
    addFor(named('a', client.signal), 'a3');
    await add('a4');
    client.abort();
    await end('a1');
    expect(begun).toEqual(['a1', 'a2', 'a4']);
    addFor(named('b', client.signal), 'b1');
    await turn();
    expect(begun).not.toContain('b1');
    expect([bulkhead.waiting, bulkhead.counts.disconnected]).toEqual([0, 2]);
  });

  it('gives up the place of work that fails', async () => {
    await add('a1', 'a2', 'a3');
    const failed = bulkhead.run(named('b'), () => Promise.reject(new Error('broken')));
    await expect(failed).rejects.toThrow('broken');
    expect(bulkhead.running).toBe(2);
    await add('b1');
    expect(begun).toEqual(['a1', 'a2', 'b1']);
  });
});
