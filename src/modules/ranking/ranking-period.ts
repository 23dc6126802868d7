import { Temporal } from 'temporal-polyfill';
import { daysAfter } from '#platform/timing/zoned-time';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** Days from the first to the last, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** The period that this day belongs to. A week begins on Monday. */
export function daysOfPeriod(period: Period, day: string): Days {
  const date = Temporal.PlainDate.from(day);
  switch (period) {
    case 'day':
      return { from: day, to: day };
    case 'week': {
      const monday = daysAfter(day, 1 - date.dayOfWeek);
      return { from: monday, to: daysAfter(monday, 6) };
    }
    case 'month':
      return {
        from: date.with({ day: 1 }).toString(),
        to: date.with({ day: date.daysInMonth }).toString(),
      };
  }
}

/** This day and the days before it, `count` in all. */
export function daysUntil(day: string, count: number): Days {
  return { from: daysAfter(day, 1 - count), to: day };
}
