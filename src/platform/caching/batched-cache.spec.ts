import { BatchedCache } from './batched-cache';

interface Price {
  readonly amount: number;
}
const of = (amount: number): Price => ({ amount });
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A source of prices that records each reading; `before` can delay a reading or make it fail. */
class PriceSource {
  readonly readings: number[][] = [];
  readonly prices = new Map<number, Price>();
  before: (keys: readonly number[]) => Promise<void> | void = () => undefined;

  cache(limits: { most?: number; maxAgeMs?: number } = {}): BatchedCache<number, Price> {
    return new BatchedCache({
      most: 100,
      maxAgeMs: 60_000,
      load: async (keys) => {
        this.readings.push([...keys]);
        const started = new Map(keys.flatMap((key) => [...this.prices].filter(([one]) => one === key)));
        await this.before(keys);
        return started;
      },
      ...limits,
    });
  }

  /** Pauses the next reading after it has read the prices. */
  hold(): { started: Promise<void>; release: () => void; fail: (error: Error) => void } {
    let start = (): void => undefined;
    let release = (): void => undefined;
    let fail = (_: Error): void => undefined;
    const started = new Promise<void>((done) => (start = done));
    const released = new Promise<void>((done, reject) => {
      release = done;
      fail = reject;
    });
    this.before = () => {
      this.before = () => undefined;
      start();
      return released;
    };
    return { started, release, fail };
  }
}

describe('a batched cache', () => {
  let source: PriceSource;
  beforeEach(() => {
    source = new PriceSource();
    source.prices.set(1, of(100)).set(2, of(200)).set(3, of(300));
  });

  it('reads once for all callers of a turn, and not again while the values are fresh', async () => {
    const cache = source.cache();
    const found = await Promise.all([cache.find([1, 2]), cache.find([2, 3]), cache.find([1])]);
    expect(found.map((one) => Object.fromEntries(one))).toEqual([
      { 1: of(100), 2: of(200) },
      { 2: of(200), 3: of(300) },
      { 1: of(100) },
    ]);
    expect(Object.fromEntries(await cache.find([3, 1]))).toEqual({ 3: of(300), 1: of(100) });
    expect(source.readings).toEqual([[1, 2, 3]]);
  });

  it('reads once also for callers that come while the reading is under way', async () => {
    const cache = source.cache();
    const { started, release } = source.hold();
    const first = cache.find([1]);
    await started;
    const second = cache.find([1, 2]);
    await turn();
    release();
    expect((await first).get(1)).toEqual(of(100));
    expect(Object.fromEntries(await second)).toEqual({ 1: of(100), 2: of(200) });
    expect(source.readings).toEqual([[1], [2]]);
  });

  it('remembers that a key has no value', async () => {
    const cache = source.cache();
    expect(await cache.find([9])).toEqual(new Map());
    expect(await cache.find([9, 9])).toEqual(new Map());
    expect(source.readings).toEqual([[9]]);
  });

  it('reads a value again when it is too old', async () => {
    const cache = source.cache({ maxAgeMs: 1_000 });
    cache.note(1, of(90), performance.now() - 1_000);
    cache.note(2, of(190), performance.now());
    expect(Object.fromEntries(await cache.find([1, 2]))).toEqual({ 2: of(190), 1: of(100) });
    expect(source.readings).toEqual([[1]]);
  });

  /** Blocks until values that are read now are too old. */
  const waitFor = (maxAgeMs: number): void => {
    const since = performance.now();
    while (performance.now() - since < maxAgeMs);
  };

  it('counts the age from the instant before the reading: callers of a slow reading read again', async () => {
    const maxAgeMs = 200;
    const cache = source.cache({ maxAgeMs });
    const { started, release } = source.hold();
    const early = cache.find([1]);
    await started;
    waitFor(maxAgeMs);
    const late = cache.find([1]);
    source.prices.set(1, of(101));
    release();
    expect(await Promise.all([early, late])).toEqual([new Map([[1, of(101)]]), new Map([[1, of(101)]])]);
    expect(source.readings).toEqual([[1], [1]]);
  });

  it('is unavailable when every reading takes longer than its result stays valid', async () => {
    const maxAgeMs = 20;
    const cache = source.cache({ maxAgeMs });
    source.before = () => waitFor(maxAgeMs);
    await expect(cache.find([1])).rejects.toMatchObject({ kind: 'unavailable', retryAfter: 1 });
    expect(source.readings).toEqual([[1], [1], [1]]);
  });

  it('evicts the least recently used key when it is full', async () => {
    const cache = source.cache({ most: 2 });
    for (const key of [1, 2, 1, 3, 1, 2]) await cache.find([key]);
    expect(source.readings).toEqual([[1], [2], [3], [2]]);
  });

  it.each<[string, (cache: BatchedCache<number, Price>) => void]>([
    ['dropped', (cache) => cache.drop([1])],
    ['cleared', (cache) => cache.clear()],
  ])('is read again once it was %s', async (_, forget) => {
    const cache = source.cache();
    await cache.find([1]);
    source.prices.set(1, of(111));
    forget(cache);
    expect((await cache.find([1])).get(1)).toEqual(of(111));
  });

  it.each<[string, (cache: BatchedCache<number, Price>) => void]>([
    ['dropped', (cache) => cache.drop([1])],
    ['cleared', (cache) => cache.clear()],
  ])('is not remembered when it was %s while it was being read', async (_, forget) => {
    const cache = source.cache();
    const { started, release } = source.hold();
    const early = cache.find([1]);
    await started;
    source.prices.set(1, of(111));
    forget(cache);
    const late = cache.find([1]);
    await turn();
    release();
    expect((await early).get(1)).toEqual(of(100));
    expect((await late).get(1)).toEqual(of(111));
    expect((await cache.find([1])).get(1)).toEqual(of(111));
  });

  it('keeps a value when another key was dropped during its reading', async () => {
    const cache = source.cache();
    const { started, release } = source.hold();
    const reading = cache.find([1, 2]);
    await started;
    cache.drop([1]);
    release();
    await reading;
    await cache.find([2]);
    expect(source.readings).toEqual([[1, 2]]);
  });

  it('takes a value that was read later elsewhere, never one that was read earlier', async () => {
    const cache = source.cache();
    const now = performance.now();
    cache.note(1, of(95), now - 5);
    cache.note(1, of(90), now - 10);
    expect((await cache.find([1])).get(1)).toEqual(of(95));
    cache.note(1, of(99), now);
    expect((await cache.find([1])).get(1)).toEqual(of(99));
    expect(source.readings).toEqual([]);
  });

  it('keeps a noted value when a reading that began earlier ends', async () => {
    const cache = source.cache();
    const { started, release } = source.hold();
    const reading = cache.find([1]);
    await started;
    cache.note(1, of(99), performance.now());
    release();
    await reading;
    expect((await cache.find([1])).get(1)).toEqual(of(99));
  });

  it('rejects the callers of a failed reading, and reads again for the next', async () => {
    const cache = source.cache();
    const { started, fail } = source.hold();
    const asked = Promise.allSettled([cache.find([1]), cache.find([1])]);
    await started;
    fail(new Error('away'));
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await cache.find([1])).get(1)).toEqual(of(100));
  });

  it('rejects a caller once when both of its readings fail', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): unknown => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const cache = source.cache();
    const first = source.hold();
    const early = cache.find([1]).catch((error: unknown) => error);
    await first.started;
    const second = source.hold();
    const late = cache.find([1, 2]).catch((error: unknown) => error);
    await second.started;
    second.fail(new Error('away'));
    await turn();
    first.fail(new Error('away'));
    expect([await early, await late]).toEqual([new Error('away'), new Error('away')]);
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
