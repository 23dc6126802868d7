import type { Book, Call } from './book';

/** So many orders, begun one after the other, are judged together. */
const WINDOW = 100;
/** The measure is the same machine a moment before; the pause in milliseconds is for what else runs on it. */
const SLOWER = { times: 3, plus: 150 };

/** The time that 99 of 100 orders stay below, ms; one that was not answered or not taken has no end. */
export function p99(calls: readonly Call[]): number {
  const times = calls.map(({ outcome, startedAt, endedAt }) =>
    outcome === 'unknown' ? Infinity : endedAt - startedAt,
  );
  times.sort((one, other) => one - other);
  return times[Math.ceil(times.length * 0.99) - 1] ?? Infinity;
}

export function callsBetween(book: Book, from: number, to: number): Call[] {
  const calls = book.intentions.flatMap((intention) => intention.calls);
  return calls.filter(({ startedAt, endedAt }) => startedAt >= from && endedAt <= to);
}

/** How long after `from` orders were as quick again as `before`, ms; `undefined`: not yet. */
export function recovery(book: Book, from: number, before: number): number | undefined {
  const calls = callsBetween(book, from, Infinity).sort((one, other) => one.startedAt - other.startedAt);
  for (let first = 0; first + WINDOW <= calls.length; first++) {
    if (p99(calls.slice(first, first + WINDOW)) > before * SLOWER.times + SLOWER.plus) continue;
    return (calls[first] as Call).startedAt - from;
  }
  return undefined;
}
