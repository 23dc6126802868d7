export const DONE = 0;
export const REFUSED = 1;
export const NOT_RUN = 2;
/** Exit codes as in shells: 128 plus the number of the signal. */
const INTERRUPTED = { SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 };

/** The command cannot be carried out as it was given, and nothing was changed. */
export class CommandRefused extends Error {
  /** @param message empty where the command has already printed its reasons */
  constructor(message = '') {
    super(message);
  }
}

/** The operator ended the command, or no program reads its output any more. */
export class Interrupted extends Error {
  readonly exitCode: number;

  /** @param effect what the command can say about what it has changed */
  constructor(
    readonly signal: keyof typeof INTERRUPTED,
    effect = '',
  ) {
    super(`Interrupted. ${effect}`.trim());
    this.exitCode = INTERRUPTED[signal];
  }
}

/** Resolves as `work` does, or rejects as soon as the command is interrupted; the work then ends with the process. */
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
