import { BatchedCache } from './batched-cache';

describe('a cache with a revision', () => {
  let now: number;
  let revision: number;
  let checks: number;
  let readings: number[][];
  let prices: Map<number, { amount: number }>;
  let before: () => Promise<void> | void;

  const cache = (): BatchedCache<number, { amount: number }> =>
    new BatchedCache({
      most: 100,
      maxAgeMs: 60_000,
      load: async (keys) => {
        readings.push([...keys]);
        const started = new Map([...prices].filter(([key]) => keys.includes(key)));
        await before();
        return started;
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
    prices = new Map([1, 2, 3].map((key) => [key, { amount: key * 100 }]));
    before = () => undefined;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  it('keeps its values while the revision is the same, which is read once a second for all callers', async () => {
    const cached = cache();
    await Promise.all([cached.find([1, 2]), cached.find([2])]);
    now = 1_500;
    await Promise.all([cached.find([1]), cached.find([2])]);
    expect([checks, readings]).toEqual([2, [[1, 2]]]);
  });

  it('drops its values when the revision has changed', async () => {
    const cached = cache();
    await cached.find([1]);
    prices.set(1, { amount: 111 });
    [revision, now] = [2, 1_500];
    expect(await cached.find([1])).toEqual(new Map([[1, { amount: 111 }]]));
  });

  it('reads again for a caller whose reading began before the revision changed', async () => {
    const cached = cache();
    let release = (): void => undefined;
    let start = (): void => undefined;
    const started = new Promise<void>((done) => (start = done));
    before = () => {
      before = () => undefined;
      start();
      return new Promise<void>((done) => (release = done));
    };
    const slow = cached.find([3]);
    await started;
    prices.set(3, { amount: 333 });
    [revision, now] = [2, 1_500];
    await cached.find([1]);
    release();
    expect(await slow).toEqual(new Map([[3, { amount: 333 }]]));
    expect(await cached.find([3])).toEqual(new Map([[3, { amount: 333 }]]));
  });
});
