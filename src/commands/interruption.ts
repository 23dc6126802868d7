/** As shells count them: 128 and the number of the signal. */
const EXIT_CODES = { SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 };

/** Somebody wants the command to end, or nobody reads its output any more. */
export class Interrupted extends Error {
  readonly exitCode: number;

  /** @param leaves what the command can say of what it has done */
  constructor(
    readonly by: keyof typeof EXIT_CODES,
    leaves = '',
  ) {
    super(`Interrupted. ${leaves}`.trim());
    this.exitCode = EXIT_CODES[by];
  }
}

/** Answers as `work` does, or fails as soon as there is an interruption; the work then ends with the process. */
export async function unlessInterrupted<T>(interruption: AbortSignal, work: Promise<T>): Promise<T> {
  interruption.throwIfAborted();
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(interruption.reason as Interrupted);
    interruption.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    interruption.removeEventListener('abort', stop);
  }
}
