/** Late enough not to slow a start down. */
export const SOON_MS = 10_000;
const HOUR_MS = 3_600_000;

/**
 * Calls `task` every `everyMs`, also while an earlier call is still running (`SingleFlight` prevents that), until the
 * returned function is called. Does not keep the process alive. A failed call is followed by the next one; a task that
 * wants its errors logged does so itself.
 */
export function repeat(everyMs: number, task: () => unknown): () => void {
  const timer = setInterval(() => void attempt(task), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Calls `task` soon and then every hour, like `repeat`. Without the first call, hourly work would never run where no
 * process lives for an hour.
 */
export function soonAndHourly(task: () => unknown): () => void {
  const soon = setTimeout(() => void attempt(task), SOON_MS);
  soon.unref();
  const stop = repeat(HOUR_MS, task);
  return () => {
    clearTimeout(soon);
    stop();
  };
}

async function attempt(task: () => unknown): Promise<void> {
  try {
    await task();
  } catch {
    // The next call tries again.
  }
}
