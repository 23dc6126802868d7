import { SOON_MS, soonAndHourly } from './repeat';

const HOUR_MS = 3_600_000;

describe('work that is due soon and hourly', () => {
  let done: number;
  let stop: () => void;
  beforeEach(() => {
    jest.useFakeTimers();
    done = 0;
    stop = soonAndHourly(() => done++);
  });
  afterEach(() => {
    stop();
    jest.useRealTimers();
  });

  it('is not called at the start, and once soon after', () => {
    jest.advanceTimersByTime(SOON_MS - 1);
    expect(done).toBe(0);
    jest.advanceTimersByTime(1);
    expect(done).toBe(1);
    jest.advanceTimersByTime(HOUR_MS - SOON_MS - 1);
    expect(done).toBe(1);
  });

  it('is called every hour', () => {
    jest.advanceTimersByTime(3 * HOUR_MS);
    expect(done).toBe(4);
  });

  it.each([0, SOON_MS + 1])('is never called again after it was stopped after %d ms', (after) => {
    jest.advanceTimersByTime(after);
    const before = done;
    stop();
    jest.advanceTimersByTime(3 * HOUR_MS);
    expect([done, jest.getTimerCount()]).toEqual([before, 0]);
  });
});

describe('the process', () => {
  it('is not kept alive by it', () => {
    const held = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = held();
    const stop = soonAndHourly(() => undefined);
    expect(held()).toBe(before);
    stop();
  });
});
