import { SOON_MS } from '#platform/timing/repeat';

/** Calls `start` and lets the delay of SOON_MS elapse at once. Only timers that `start` itself sets are affected. */
export function startAfterDelay(start: () => void): void {
  const realApis = ['Date', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'];
  jest.useFakeTimers({ doNotFake: realApis as 'performance'[] });
  try {
    start();
    jest.advanceTimersByTime(SOON_MS);
  } finally {
    jest.useRealTimers();
  }
}
