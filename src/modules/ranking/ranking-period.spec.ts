import { daysOfPeriod, daysUntil } from './ranking-period';

describe('the period of a day', () => {
  it.each([
    ['day', '2024-02-29', '2024-02-29', '2024-02-29'],
    ['week', '2025-07-14', '2025-07-14', '2025-07-20'],
    ['week', '2025-07-20', '2025-07-14', '2025-07-20'],
    ['week', '2026-01-01', '2025-12-29', '2026-01-04'],
    ['month', '2024-02-10', '2024-02-01', '2024-02-29'],
    ['month', '2025-12-31', '2025-12-01', '2025-12-31'],
  ] as const)('as a %s of %s is %s to %s', (period, day, from, to) => {
    expect(daysOfPeriod(period, day)).toEqual({ from, to });
  });

  it('ends with the day when days are counted back', () => {
    expect(daysUntil('2025-03-01', 3)).toEqual({ from: '2025-02-27', to: '2025-03-01' });
    expect(daysUntil('2025-03-01', 1)).toEqual({ from: '2025-03-01', to: '2025-03-01' });
  });
});
