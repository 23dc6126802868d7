import { SingleBar } from 'cli-progress';

let openBar: SingleBar | undefined;

/**
 * Shows the progress of one stage: a bar in a terminal, and a line every few seconds elsewhere.
 *
 * @param work calls `advance` as it goes on
 */
export async function withProgressBar<Result>(
  what: string,
  total: number,
  work: (advance: (count?: number) => void) => Promise<Result>,
): Promise<Result> {
  // The stage before may have been interrupted.
  openBar?.stop();
  const bar = new SingleBar({
    format: `${what.padEnd(32)} {bar} {value}/{total} in {duration} s`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  });
  openBar = bar;
  bar.start(total, 0);
  try {
    return await work((count = 1) => bar.increment(count));
  } finally {
    bar.stop();
  }
}
