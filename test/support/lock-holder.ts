import { setImmediate as turn } from 'node:timers/promises';
import type { Locks } from '#platform/locking/locks';

/** Holds the locks of `names`. @returns a function that releases them and resolves when the work has ended */
export function holdLock(locks: Locks, ...names: readonly string[]): Promise<() => Promise<string>> {
  return new Promise((begun) => {
    let release = (): void => undefined;
    const gone = new Promise<void>((done) => (release = done));
    const held = locks.withLock(names, async () => {
      begun(() => {
        release();
        return held;
      });
      await gone;
      return 'ended';
    });
  });
}

/**
 * Lets each instance take the same lock `times` times. @returns how many held it at once: each number that was observed. When
 * Redis answers too late on a busy machine, work runs without a lock by design; then the whole round is repeated.
 */
export async function concurrencyUnderLock(instances: readonly Locks[], times: number): Promise<Set<number>> {
  for (;;) {
    for (const { counts } of instances) Object.assign(counts, { held: 0, busy: 0, absent: 0 });
    const observed = await observeOnce(instances, times);
    if (instances.every(({ counts }) => counts.absent === 0)) return observed;
  }
}

async function observeOnce(instances: readonly Locks[], times: number): Promise<Set<number>> {
  let inside = 0;
  const observed = new Set<number>();
  const work = async (): Promise<void> => {
    inside++;
    for (let step = 0; step < 5; step++) {
      await turn();
      observed.add(inside);
    }
    inside--;
  };
  await Promise.all(instances.flatMap((locks) => Array.from({ length: times }, () => locks.withLock(['lamp'], work))));
  return observed;
}

export const noEffect = (): Promise<void> => Promise.resolve();
