import { setTimeout as pause } from 'node:timers/promises';
import type { Point } from '../rig/instance-process';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const POINTS: readonly Point[] = [
  'order committed',
  'lock held',
  'stock committed',
  'settlement begun',
  'order settled',
  'owner told',
];
const DEATH_LIMIT_MS = 15_000;

export const instanceKilled: Scenario = {
  name: 'instance-killed',
  promise: 'loses no order and sells no unit twice when instances are killed at random and at every point of a sale',
  async run(rig, length) {
    const products = [await rig.stock(300 * length), await rig.stock(100 * length), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 30 });
    for (let round = 0; round < length; round++) {
      for (const point of POINTS) await killAt(rig, point);
      await killAtRandom(rig);
    }
    return rig.judge(await buyers.stop());
  },
};

async function killAt(rig: Rig, point: Point): Promise<void> {
  const victim = rig.random.oneOf(rig.instances);
  const skip = rig.random.between(0, 5);
  await victim.arm({ point, action: 'kill', skip });
  await victim.dead(DEATH_LIMIT_MS);
  rig.note(`${victim.name} killed at: ${point} (after ${skip} passes)`);
  await pause(rig.random.between(0, 300));
  await victim.start();
}

async function killAtRandom(rig: Rig): Promise<void> {
  await pause(rig.random.between(100, 1000));
  rig.note('both instances killed');
  await Promise.all(rig.instances.map((instance) => instance.kill()));
  await Promise.all(rig.instances.map((instance) => instance.start()));
}
