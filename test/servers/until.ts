import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

interface Limits {
  readonly what: string;
  readonly limitMs: number;
  readonly alive?: () => boolean;
}

/** Tries until `attempt` neither throws nor answers false. */
export async function until(attempt: () => unknown, { what, limitMs, alive = () => true }: Limits): Promise<void> {
  const end = performance.now() + limitMs;
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
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s (${reason})`);
    await pause(LOOK_EVERY_MS);
  }
}
