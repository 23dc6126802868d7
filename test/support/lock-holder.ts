import { setImmediate as turn } from 'node:timers/promises';
import type { Locks } from '#platform/locking/locks';

/** Starts to hold `names`; what it answers lets them go, and ends when the work has. */
export function holdLock(locks: Locks, ...names: readonly string[]): Promise<() => Promise<string>> {
  return new Promise((begun) => {
    let letGo = (): void => undefined;
    const gone = new Promise<void>((done) => (letGo = done));
    const held = locks.withLock(names, async () => {
      begun(() => {
        letGo();
        return held;
      });
      await gone;
      return 'ended';
    });
  });
}

/**
 * How many were inside at once while all of these instances wanted the same lock so often each: one for each look. When a
 * busy machine let Redis answer too late somebody went in without a lock, as he should; then they want it all over again.
 */
export async function bothInside(instances: readonly Locks[], times: number): Promise<Set<number>> {
  for (;;) {
    for (const { counts } of instances) Object.assign(counts, { held: 0, busy: 0, absent: 0 });
    const met = await insideOnce(instances, times);
    if (instances.every(({ counts }) => counts.absent === 0)) return met;
  }
}

async function insideOnce(instances: readonly Locks[], times: number): Promise<Set<number>> {
  let inside = 0;
  const met = new Set<number>();
  const work = async (): Promise<void> => {
    inside++;
    for (let step = 0; step < 5; step++) {
      await turn();
      met.add(inside);
    }
    inside--;
  };
  await Promise.all(instances.flatMap((locks) => Array.from({ length: times }, () => locks.withLock(['lamp'], work))));
  return met;
}

export const noEffect = (): Promise<void> => Promise.resolve();
