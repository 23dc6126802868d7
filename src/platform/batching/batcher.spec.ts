import { Batcher, type Outcome } from './batcher';

type Work = (entries: readonly number[]) => Promise<readonly Outcome<string>[]>;

const answered = (entries: readonly number[]): Outcome<string>[] => entries.map((entry) => ({ value: `#${entry}` }));
const settled = async (calls: readonly Promise<string>[]): Promise<string[]> =>
  (await Promise.allSettled(calls)).map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as Error).message,
  );

/** A batcher over `work` that writes down what each batch held. */
function batching(work: Work, limits: { most?: number; waitingMost?: number; patienceMs?: number } = {}) {
  const batches: number[][] = [];
  const batcher = new Batcher<number, string>(
    (entries) => {
      batches.push([...entries]);
      return work(entries);
    },
    {
      most: 100,
      waitingMost: 1_000,
      full: () => new Error('full'),
      endsAll: (error) => (error as Error).message === 'away',
      ...limits,
    },
  );
  return { batches, add: (entries: readonly number[]) => entries.map((entry) => batcher.add(entry)) };
}

/** Work whose first batch stands still until it is let go. */
function held(): { work: Work; begun: Promise<void>; letGo: () => void } {
  let begin = (): void => undefined;
  let letGo = (): void => undefined;
  const begun = new Promise<void>((done) => (begin = done));
  const gone = new Promise<void>((done) => (letGo = done));
  const work: Work = async (entries) => {
    begin();
    await gone;
    return answered(entries);
  };
  return { work, begun, letGo };
}

describe('calls that are joined', () => {
  it('of one turn are one batch, in their order, each with its own answer', async () => {
    const { batches, add } = batching((entries) => Promise.resolve(answered(entries)));
    expect(await settled(add([3, 1, 2]))).toEqual(['#3', '#1', '#2']);
    expect(batches).toEqual([[3, 1, 2]]);
  });

  it('wait together for the batch that is under way, however few they are at first', async () => {
    const { work, begun, letGo } = held();
    const { batches, add } = batching(work);
    const first = add([1]);
    await begun;
    const others = [...add([2]), ...add([3]), ...add([4])];
    letGo();
    expect(await settled([...first, ...others])).toEqual(['#1', '#2', '#3', '#4']);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  it('are never more in a batch than it may hold, and keep their order', async () => {
    const { batches, add } = batching((entries) => Promise.resolve(answered(entries)), { most: 2 });
    await Promise.all(add([1, 2, 3, 4, 5]));
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('are refused when too many wait already, and accepted again afterwards', async () => {
    const { work, begun, letGo } = held();
    const { add } = batching(work, { waitingMost: 2 });
    const first = add([1]);
    await begun;
    const waiting = add([2, 3, 4]);
    letGo();
    expect(await settled([...first, ...waiting])).toEqual(['#1', '#2', '#3', 'full']);
    expect(await settled(add([5]))).toEqual(['#5']);
  });

  it('fail alone when their own outcome is a failure', async () => {
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
  ])('are halved down to the one for which the work %s', async (_, poisoned) => {
    const { batches, add } = batching((entries) =>
      entries.includes(6) ? poisoned(entries) : Promise.resolve(answered(entries)),
    );
    expect(await settled(add([1, 2, 3, 4, 5, 6, 7]))).toEqual(['#1', '#2', '#3', '#4', '#5', 'poison', '#7']);
    expect(batches).toEqual([[1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4], [5, 6, 7], [5, 6], [5], [6], [7]]);
    expect(await settled(add([8]))).toEqual(['#8']);
  });

  it('all fail at once when nothing works any more, and the next are tried afresh', async () => {
    let away = true;
    const { batches, add } = batching((entries) =>
      away ? Promise.reject(new Error('away')) : Promise.resolve(answered(entries)),
    );
    expect(await settled(add([1, 2, 3]))).toEqual(['away', 'away', 'away']);
    expect(batches).toEqual([[1, 2, 3]]);
    away = false;
    expect(await settled(add([4]))).toEqual(['#4']);
  });

  it('hear of it when the work forgot them', async () => {
    const { add } = batching((entries) => Promise.resolve(answered(entries).slice(1)));
    expect(await settled(add([1, 2]))).toEqual(['#2', 'The batch answered too few outcomes']);
  });

  it('are refused when their batch does not begin in time, are not in it, and hold up nobody who comes later', async () => {
    const { work, begun, letGo } = held();
    const { batches, add } = batching(work, { patienceMs: 10, waitingMost: 2 });
    const first = add([1]);
    await begun;
    expect(await settled(add([2, 3]))).toEqual(['full', 'full']);
    const [fourth] = add([4]);
    letGo();
    expect(await settled([...first, fourth as Promise<string>])).toEqual(['#1', '#4']);
    expect(batches).toEqual([[1], [4]]);
  });

  it('are refused each in its own time', async () => {
    const { work, begun, letGo } = held();
    const { add } = batching(work, { patienceMs: 100 });
    const first = add([1]);
    await begun;
    const second = add([2]);
    const since = performance.now();
    while (performance.now() - since < 50);
    expect(await settled([...second, ...add([3])])).toEqual(['full', 'full']);
    letGo();
    expect(await settled(first)).toEqual(['#1']);
  });
});
