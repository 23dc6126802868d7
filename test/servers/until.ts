import { setTimeout as pause } from 'node:timers/promises';

const POLL_INTERVAL_MS = 25;

interface Limits {
  readonly what: string;
  readonly limitMs: number;
  /** each increase restarts the limit, because everything is slow on a busy machine */
  readonly progress?: () => number;
  readonly alive?: () => boolean;
}

/** Repeats `attempt` until it neither throws nor returns false. */
export async function until(
  attempt: () => unknown,
  { what, limitMs, alive = () => true, progress = () => 0 }: Limits,
): Promise<void> {
  let end = performance.now() + limitMs;
  let lastProgress = progress();
  for (;;) {
    let missing: unknown;
    try {
      if ((await attempt()) !== false) return;
      missing = 'not yet';
    } catch (error) {
      missing = error;
    }
    const reason = missing instanceof Error ? missing.message : String(missing);
    if (!alive()) throw new Error(`${what}: it ended (${reason})`);
    if (progress() > lastProgress) {
      lastProgress = progress();
      end = performance.now() + limitMs;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s (${reason})`);
    await pause(POLL_INTERVAL_MS);
  }
}
