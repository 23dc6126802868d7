// One progress bar per stage. Where there is no terminal to draw on, a line every few seconds.
import { SingleBar } from 'cli-progress';

/**
 * @template Result
 * @param {string} what
 * @param {number} total
 * @param {(done: (count?: number) => void) => Promise<Result>} work calls `done` as it gets on
 * @returns {Promise<Result>}
 */
export async function withBar(what, total, work) {
  const bar = new SingleBar({
    format: `${what.padEnd(32)} {bar} {value}/{total} in {duration} s`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  });
  bar.start(total, 0);
  try {
    return await work((count = 1) => bar.increment(count));
  } finally {
    bar.stop();
  }
}
