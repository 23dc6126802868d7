import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

interface Limits {
  readonly what: string;
  readonly limitMs: number;
  /** grows while it comes nearer; each time the limit begins anew, for a busy machine is slow in everything */
  readonly progress?: () => number;
  readonly alive?: () => boolean;
}

/** Tries until `attempt` neither throws nor answers false. */
export async function until(
  attempt: () => unknown,
  { what, limitMs, alive = () => true, progress = () => 0 }: Limits,
): Promise<void> {
  let end = performance.now() + limitMs;
  let reached = progress();
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
    if (progress() > reached) {
      reached = progress();
      end = performance.now() + limitMs;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s (${reason})`);
    await pause(LOOK_EVERY_MS);
  }
}
