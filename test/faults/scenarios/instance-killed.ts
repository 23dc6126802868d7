import { setTimeout as pause } from 'node:timers/promises';
import { killAt } from '../rig/expected-fault';
import type { Point } from '../rig/fault-points';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const POINTS: readonly Point[] = [
  'order committed',
  'lock held',
  'stock committed',
  'completion begun',
  'order completed',
  'owner signal due',
];

export const instanceKilled: Scenario = {
  name: 'instance-killed',
  promise: 'loses no order and sells no unit twice when instances are killed at random and at every point of a sale',
  // One instance starts while the next one dies, and one is in service.
  rig: { instances: 3 },
  async run(rig, length) {
    const products = [await rig.stock(300 * length), await rig.stock(100 * length), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 20, thinkMs: 50 });
    for (let round = 0; round < length; round++) {
      await killAtEachPoint(rig);
      await killAll(rig);
    }
    return rig.verify(await buyers.stop());
  },
};

async function killAtEachPoint(rig: Rig): Promise<void> {
  let restarted = Promise.resolve();
  for (const [index, point] of POINTS.entries()) {
    const victim = rig.at(index % rig.instances.length);
    const skip = rig.random.between(0, 5);
    await killAt(victim, { point, skip });
    rig.note(`${victim.name} killed at: ${point} (after ${skip} passes)`);
    await restarted;
    await pause(rig.random.between(0, 300));
    restarted = victim.start();
  }
  await restarted;
}

async function killAll(rig: Rig): Promise<void> {
  await pause(rig.random.between(100, 1000));
  rig.note('all instances killed');
  await Promise.all(rig.instances.map((instance) => instance.kill()));
  await Promise.all(rig.instances.map((instance) => instance.start()));
}
