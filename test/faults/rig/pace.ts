import type { CallLog, Call } from './call-log';

/** How many consecutive orders one percentile covers. */
const WINDOW = 100;
/** Compared with the same machine a moment earlier; the milliseconds allow for other processes on it. */
const SLOWER = { times: 3, plus: 150 };

/** The time that 99 of 100 orders stay below, in ms; an order that was not answered or refused counts as infinite. */
export function p99(calls: readonly Call[]): number {
  const times = calls.map(({ outcome, startedAt, endedAt }) =>
    outcome === 'unknown' ? Infinity : endedAt - startedAt,
  );
  times.sort((one, other) => one - other);
  return times[Math.ceil(times.length * 0.99) - 1] ?? Infinity;
}

export function callsBetween(log: CallLog, from: number, to: number): Call[] {
  const calls = log.attempts.flatMap((attempt) => attempt.calls);
  return calls.filter(({ startedAt, endedAt }) => startedAt >= from && endedAt <= to);
}

/** The ms from `from` until orders were as quick as `before` again; `undefined`: not yet. */
export function recovery(log: CallLog, from: number, before: number): number | undefined {
  const calls = callsBetween(log, from, Infinity).sort((one, other) => one.startedAt - other.startedAt);
  for (let first = 0; first + WINDOW <= calls.length; first++) {
    if (p99(calls.slice(first, first + WINDOW)) > before * SLOWER.times + SLOWER.plus) continue;
    return (calls[first] as Call).startedAt - from;
  }
  return undefined;
}
