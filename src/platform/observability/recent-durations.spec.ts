import { RecentDurations } from './recent-durations';

describe('recent durations', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  const noted = (durations: readonly number[], most = 1_000): RecentDurations => {
    const recent = new RecentDurations({ most, forMs: 10_000 });
    for (const duration of durations) recent.record(duration);
    return recent;
  };

  it('have a median and a 99th percentile, in whatever order they were recorded', () => {
    const durations = Array.from({ length: 200 }, (_, index) => ((index * 7) % 200) + 1);
    expect(noted(durations).percentiles()).toEqual({ p50: 100, p99: 198 });
  });

  it('are rounded to whole milliseconds, also a single one', () => {
    expect(noted([12.6]).percentiles()).toEqual({ p50: 13, p99: 13 });
  });

  it('are compared as numbers', () => {
    expect(noted([9, 10, 100]).percentiles()).toEqual({ p50: 10, p99: 100 });
  });

  it('are null before the first, and when the last is over ten seconds old', () => {
    expect(noted([]).percentiles()).toBeNull();
    const recent = noted([5]);
    jest.advanceTimersByTime(10_000);
    expect(recent.percentiles()).toEqual({ p50: 5, p99: 5 });
    jest.advanceTimersByTime(1);
    expect(recent.percentiles()).toBeNull();
  });

  it('leave out what is over ten seconds old', () => {
    const recent = noted([1, 1, 1]);
    jest.advanceTimersByTime(6_000);
    recent.record(70);
    jest.advanceTimersByTime(6_000);
    expect(recent.percentiles()).toEqual({ p50: 70, p99: 70 });
  });

  it('are limited in number: a new one replaces the oldest', () => {
    expect(noted([1, 1, 1, 8, 9], 2).percentiles()).toEqual({ p50: 8, p99: 9 });
  });
});
