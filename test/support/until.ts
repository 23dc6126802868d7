import { setImmediate as turn } from 'node:timers/promises';

/** Repeats `ask` until it returns a value other than undefined or false; the test's time limit ends a futile wait. */
export async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await turn();
  }
}
