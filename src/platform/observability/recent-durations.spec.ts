import { RecentDurations } from './recent-durations';

describe('recent durations', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  const noted = (durations: readonly number[], most = 1_000): RecentDurations => {
    const recent = new RecentDurations({ most, forMs: 10_000 });
    for (const duration of durations) recent.note(duration);
    return recent;
  };

  it('tell what half of them, and all but a hundredth, did not exceed, in whatever order they came', () => {
    const durations = Array.from({ length: 200 }, (_, index) => ((index * 7) % 200) + 1);
    expect(noted(durations).percentiles()).toEqual({ p50: 100, p99: 198 });
  });

  it('are told in whole milliseconds, of a single one too', () => {
    expect(noted([12.6]).percentiles()).toEqual({ p50: 13, p99: 13 });
  });

  it('are compared as numbers', () => {
    expect(noted([9, 10, 100]).percentiles()).toEqual({ p50: 10, p99: 100 });
  });

  it('are none before the first, and none when the last is over ten seconds old', () => {
    expect(noted([]).percentiles()).toBeNull();
    const recent = noted([5]);
    jest.advanceTimersByTime(10_000);
    expect(recent.percentiles()).toEqual({ p50: 5, p99: 5 });
    jest.advanceTimersByTime(1);
    expect(recent.percentiles()).toBeNull();
  });

  it('are those of the last ten seconds, not what was before', () => {
    const recent = noted([1, 1, 1]);
    jest.advanceTimersByTime(6_000);
    recent.note(70);
    jest.advanceTimersByTime(6_000);
    expect(recent.percentiles()).toEqual({ p50: 70, p99: 70 });
  });

  it('are never more than so many: a new one takes the place of the oldest', () => {
    expect(noted([1, 1, 1, 8, 9], 2).percentiles()).toEqual({ p50: 8, p99: 9 });
  });
});
