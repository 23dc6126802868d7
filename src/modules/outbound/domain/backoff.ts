const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;
const DOUBLINGS = 20;

/** How long to wait after so many failures in a row: doubled each time up to five minutes, with jitter. */
export function backoff(failures: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(Math.max(0, failures - 1), DOUBLINGS), LONGEST_MS);
  return full / 2 + (Math.random() * full) / 2;
}
