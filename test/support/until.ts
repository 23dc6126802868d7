import { setImmediate as turn } from 'node:timers/promises';

/** Asks again and again until the answer is there; the test's own time limit ends a wait in vain. */
export async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await turn();
  }
}
