import { SOON_MS } from '#platform/timing/repeat';

/** Starts something, and lets pass at once the time that it waits: only the timers that it sets itself. */
export function soonAfter(start: () => void): void {
  const everythingElse = ['Date', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'];
  jest.useFakeTimers({ doNotFake: everythingElse as 'performance'[] });
  try {
    start();
    jest.advanceTimersByTime(SOON_MS);
  } finally {
    jest.useRealTimers();
  }
}
