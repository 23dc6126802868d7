/** Late enough not to be in the way of a start. */
export const SOON_MS = 10_000;
const HOUR_MS = 3_600_000;

/**
 * Calls `work` soon, and every hour from now: what a process does hourly would never be done where none lives that
 * long. Keeps no process alive; ends with what it returns.
 */
export function soonAndHourly(work: () => void): () => void {
  const soon = setTimeout(work, SOON_MS);
  const hourly = setInterval(work, HOUR_MS);
  soon.unref();
  hourly.unref();
  return () => {
    clearTimeout(soon);
    clearInterval(hourly);
  };
}
