import { Batcher, type Outcome } from './batcher';

type Work = (entries: readonly number[]) => Promise<readonly Outcome<string>[]>;

const answered = (entries: readonly number[]): Outcome<string>[] => entries.map((entry) => ({ value: `#${entry}` }));
const settled = async (calls: readonly Promise<string>[]): Promise<string[]> =>
  (await Promise.allSettled(calls)).map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as Error).message,
  );

/** A batcher over `work` that records each batch. */
function batching(work: Work, limits: { maxBatchSize?: number; maxQueue?: number; maxWaitMs?: number } = {}) {
  const batches: number[][] = [];
  const batcher = new Batcher<number, string>(
    (entries) => {
      batches.push([...entries]);
      return work(entries);
    },
    {
      maxBatchSize: 100,
      maxQueue: 1_000,
      onFull: () => new Error('full'),
      failsAll: (error) => (error as Error).message === 'unavailable',
      ...limits,
    },
  );
  return { batches, add: (entries: readonly number[]) => entries.map((entry) => batcher.add(entry)) };
}

/** Work whose first batch waits until it is released. */
function pausedWork(): { work: Work; started: Promise<void>; release: () => void } {
  let start = (): void => undefined;
  let release = (): void => undefined;
  const started = new Promise<void>((done) => (start = done));
  const released = new Promise<void>((done) => (release = done));
  const work: Work = async (entries) => {
    start();
    await released;
    return answered(entries);
  };
  return { work, started, release };
}

describe('a batcher', () => {
  it('runs the calls of one turn as one batch in their order, each with its own result', async () => {
    const { batches, add } = batching((entries) => Promise.resolve(answered(entries)));
    expect(await settled(add([3, 1, 2]))).toEqual(['#3', '#1', '#2']);
    expect(batches).toEqual([[3, 1, 2]]);
  });

  it('joins the calls that come while a batch is running into the next one', async () => {
    const { work, started, release } = pausedWork();
    const { batches, add } = batching(work);
    const first = add([1]);
    await started;
    const others = [...add([2]), ...add([3]), ...add([4])];
    release();
    expect(await settled([...first, ...others])).toEqual(['#1', '#2', '#3', '#4']);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  it('splits calls beyond the batch size into several batches, in their order', async () => {
    const { batches, add } = batching((entries) => Promise.resolve(answered(entries)), { maxBatchSize: 2 });
    await Promise.all(add([1, 2, 3, 4, 5]));
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('refuses calls while the queue is full, and accepts them afterwards', async () => {
    const { work, started, release } = pausedWork();
    const { add } = batching(work, { maxQueue: 2 });
    const first = add([1]);
    await started;
    const waiting = add([2, 3, 4]);
    release();
    expect(await settled([...first, ...waiting])).toEqual(['#1', '#2', '#3', 'full']);
    expect(await settled(add([5]))).toEqual(['#5']);
  });

  it('fails a single call when its own outcome is a failure', async () => {
    const { batches, add } = batching((entries) =>
      Promise.resolve(entries.map((entry) => (entry === 2 ? { failed: new Error('taken') } : { value: `#${entry}` }))),
    );
    expect(await settled(add([1, 2, 3]))).toEqual(['#1', 'taken', '#3']);
    expect(batches).toHaveLength(1);
  });

  it.each<[string, (entries: readonly number[]) => Promise<never>]>([
    ['rejects', () => Promise.reject(new Error('poison'))],
    [
      'throws before it has begun',
      () => {
        throw new Error('poison');
      },
    ],
  ])('bisects the batch down to the entry for which the work %s', async (_, poisoned) => {
    const { batches, add } = batching((entries) =>
      entries.includes(6) ? poisoned(entries) : Promise.resolve(answered(entries)),
    );
    expect(await settled(add([1, 2, 3, 4, 5, 6, 7]))).toEqual(['#1', '#2', '#3', '#4', '#5', 'poison', '#7']);
    expect(batches).toEqual([[1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4], [5, 6, 7], [5, 6], [5], [6], [7]]);
    expect(await settled(add([8]))).toEqual(['#8']);
  });

  it('fails the whole batch at once when the error concerns all of it, and tries the next one', async () => {
    let unavailable = true;
    const { batches, add } = batching((entries) =>
      unavailable ? Promise.reject(new Error('unavailable')) : Promise.resolve(answered(entries)),
    );
    expect(await settled(add([1, 2, 3]))).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(batches).toEqual([[1, 2, 3]]);
    unavailable = false;
    expect(await settled(add([4]))).toEqual(['#4']);
  });

  it('fails a call that gets no outcome', async () => {
    const { add } = batching((entries) => Promise.resolve(answered(entries).slice(1)));
    expect(await settled(add([1, 2]))).toEqual(['#2', 'The batch returned too few outcomes']);
  });

  it('refuses calls whose batch does not begin in time, leaves them out of it, and accepts later ones', async () => {
    const { work, started, release } = pausedWork();
    const { batches, add } = batching(work, { maxWaitMs: 10, maxQueue: 2 });
    const first = add([1]);
    await started;
    expect(await settled(add([2, 3]))).toEqual(['full', 'full']);
    const [fourth] = add([4]);
    release();
    expect(await settled([...first, fourth as Promise<string>])).toEqual(['#1', '#4']);
    expect(batches).toEqual([[1], [4]]);
  });

  it('refuses each call at its own deadline', async () => {
    const { work, started, release } = pausedWork();
    const { add } = batching(work, { maxWaitMs: 100 });
    const first = add([1]);
    await started;
    const second = add([2]);
    const since = performance.now();
    while (performance.now() - since < 50);
    expect(await settled([...second, ...add([3])])).toEqual(['full', 'full']);
    release();
    expect(await settled(first)).toEqual(['#1']);
  });
});
