import { stopLaunching } from './processes';
import { LauncherError, print, silence } from './terminal';

class Interrupted extends Error {}

/** One run of a launcher. Everything it has started is stopped in reverse order, also on Ctrl-C and after a failure. */
export class Session {
  private readonly closers: (() => unknown)[] = [];
  private readonly interrupted: Promise<never>;

  constructor() {
    this.interrupted = new Promise((_, reject) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.on(signal, () => reject(new Interrupted(signal)));
    });
    this.interrupted.catch(() => undefined);
    // The terminal may be closed while the session is still stopping its children.
    process.stdout.on('error', () => undefined);
    process.stderr.on('error', () => undefined);
  }

  /** Registers what has to run when the session ends; the last one registered runs first. */
  onEnd(closer: () => unknown): void {
    this.closers.push(closer);
  }

  /** @returns the exit code of `work`, or `codeWhenInterrupted` */
  async run(work: () => Promise<number>, codeWhenInterrupted: number): Promise<number> {
    try {
      return await Promise.race([work(), this.interrupted]);
    } catch (failure) {
      if (!(failure instanceof Interrupted)) throw failure;
      print(`\nStopping (${failure.message}) …`);
      silence();
      return codeWhenInterrupted;
    } finally {
      stopLaunching();
      for (const closer of this.closers.reverse()) {
        try {
          await closer();
        } catch (failure) {
          console.error(failure instanceof LauncherError ? failure.message : failure);
        }
      }
    }
  }
}
