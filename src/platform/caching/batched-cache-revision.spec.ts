import { BatchedCache } from './batched-cache';

/** What is remembered under a revision: one number says whether all of it still holds. */
describe('a cache with a revision', () => {
  let now: number;
  let revision: number;
  let checks: number;
  let readings: number[][];
  let wares: Map<number, { won: number }>;
  let before: () => Promise<void> | void;

  const cache = (): BatchedCache<number, { won: number }> =>
    new BatchedCache({
      most: 100,
      maxAgeMs: 60_000,
      load: async (keys) => {
        readings.push([...keys]);
        const seen = new Map([...wares].filter(([key]) => keys.includes(key)));
        await before();
        return seen;
      },
      revision: {
        everyMs: 1_000,
        read: () => {
          checks++;
          return Promise.resolve(revision);
        },
      },
    });

  beforeEach(() => {
    [now, revision, checks, readings] = [0, 1, 0, []];
    wares = new Map([1, 2, 3].map((key) => [key, { won: key * 100 }]));
    before = () => undefined;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  it('keeps its values while the revision is the same, which is read once a second for all callers', async () => {
    const known = cache();
    await Promise.all([known.find([1, 2]), known.find([2])]);
    now = 1_500;
    await Promise.all([known.find([1]), known.find([2])]);
    expect([checks, readings]).toEqual([2, [[1, 2]]]);
  });

  it('drops its values when the revision has changed', async () => {
    const known = cache();
    await known.find([1]);
    wares.set(1, { won: 111 });
    [revision, now] = [2, 1_500];
    expect(await known.find([1])).toEqual(new Map([[1, { won: 111 }]]));
  });

  it('reads again for a caller whose reading began before the revision changed', async () => {
    const known = cache();
    let letGo = (): void => undefined;
    let see = (): void => undefined;
    const seen = new Promise<void>((done) => (see = done));
    before = () => {
      before = () => undefined;
      see();
      return new Promise<void>((done) => (letGo = done));
    };
    const slow = known.find([3]);
    await seen;
    wares.set(3, { won: 333 });
    [revision, now] = [2, 1_500];
    await known.find([1]);
    letGo();
    expect(await slow).toEqual(new Map([[3, { won: 333 }]]));
    expect(await known.find([3])).toEqual(new Map([[3, { won: 333 }]]));
  });
});
