// One run of a launcher: whatever was started is stopped in reverse order, on Ctrl-C and on failure as well.
import { launchNothingMore } from './processes.mjs';
import { beQuiet, say } from './say.mjs';

/** Thrown at the point that a signal interrupts. */
class Interrupted extends Error {}

export class Session {
  /** @type {(() => unknown)[]} */
  #closers = [];
  /** @type {Promise<never>} */
  #interrupted;

  constructor() {
    this.#interrupted = new Promise((_, reject) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => reject(new Interrupted(signal)));
    });
    this.#interrupted.catch(() => undefined);
    // The terminal may be gone while we are still stopping things.
    process.stdout.on('error', () => undefined);
    process.stderr.on('error', () => undefined);
  }

  /** @param {() => unknown} closer runs when the session ends, last one first */
  atEnd(closer) {
    this.#closers.push(closer);
  }

  /**
   * @param {() => Promise<number>} work answers the exit code
   * @param {number} codeWhenInterrupted
   */
  async during(work, codeWhenInterrupted) {
    try {
      return await Promise.race([work(), this.#interrupted]);
    } catch (failure) {
      if (!(failure instanceof Interrupted)) throw failure;
      say(`\nStopping (${failure.message}) …`);
      beQuiet();
      return codeWhenInterrupted;
    } finally {
      launchNothingMore();
      for (const closer of this.#closers.reverse()) {
        try {
          await closer();
        } catch (failure) {
          console.error(failure);
        }
      }
    }
  }
}
