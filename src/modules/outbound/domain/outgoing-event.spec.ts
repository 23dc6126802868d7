import { backoff } from './outgoing-event';

describe('the wait for the next attempt', () => {
  const samples = (failures: number): number[] => Array.from({ length: 500 }, () => backoff(failures));

  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [9, 256_000],
    [10, 300_000],
    [5_000, 300_000],
  ])('after failure %d is half of %d ms at least, and all of it at most', (failures, full) => {
    expect(Math.min(...samples(failures))).toBeGreaterThanOrEqual(full / 2);
    expect(Math.max(...samples(failures))).toBeLessThanOrEqual(full);
  });

  it('differs between events that failed together', () => {
    expect(new Set(samples(3)).size).toBeGreaterThan(100);
  });
});
