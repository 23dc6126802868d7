const FIRST_MS = 1_000;
const MAX_MS = 300_000;
const DOUBLINGS = 20;

/** The pause after a number of failures in a row, in milliseconds: doubled each time up to five minutes, with jitter. */
export function backoff(failures: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(Math.max(0, failures - 1), DOUBLINGS), MAX_MS);
  return full / 2 + (Math.random() * full) / 2;
}
