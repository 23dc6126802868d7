import { setTimeout as pause } from 'node:timers/promises';
import { type Server, startRedis } from '../../servers/servers';
import { until } from '../../servers/until';
import { restartWith, saleDuring } from '../rig/other-servers';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const UNITS = 1_500;
const NODES = 3;
const SEEN_LIMIT_MS = 15_000;
const BETWEEN_MS = 500;

export const lockNodesLost: Scenario = {
  name: 'lock-nodes-lost',
  promise: 'sells exactly when one and then a second of three lock nodes fails',
  rig: { instances: 3 },
  async run(rig, length) {
    const nodes: Server[] = [];
    for (let number = 1; number <= NODES; number++) {
      nodes.push(await startRedis(rig.folder, { name: `lock-node-${number}` }));
    }
    try {
      await restartWith(rig, { REDLOCK_NODES: nodes.map(({ port }) => `127.0.0.1:${port}`).join() });
      const broken: string[] = [];
      const logs = await saleDuring(rig, UNITS * length, async () => {
        broken.push(...(await lose(rig, nodes)));
      });
      const result = await rig.verify(...logs);
      return { broken: [...result.broken, ...broken], figures: result.figures };
    } finally {
      await Promise.all(nodes.map(({ process }) => process.stop()));
    }
  },
};

/** Two of three nodes are enough for locks; one is not, until a second one is back. */
async function lose(rig: Rig, [first, second]: readonly Server[]): Promise<string[]> {
  const more = async (outcome: 'held' | 'absent'): Promise<void> => {
    const before = await attempts(rig, outcome);
    const grown = async (): Promise<boolean> => (await attempts(rig, outcome)) > before;
    await until(grown, { what: `more locks are ${outcome}`, limitMs: SEEN_LIMIT_MS });
  };
  await more('held');
  const absentBefore = await attempts(rig, 'absent');
  rig.note('the first node is killed');
  await first?.process.kill();
  await pause(BETWEEN_MS);
  await more('held');
  const absent = (await attempts(rig, 'absent')) - absentBefore;
  rig.note('the second node is killed');
  await second?.process.kill();
  await more('absent');
  await second?.process.start();
  rig.note('the second node is back, empty');
  await more('held');
  return absent === 0 ? [] : [`${absent} locks were not available although two of three nodes were up`];
}

async function attempts(rig: Rig, outcome: string): Promise<number> {
  const counts = await Promise.all(
    rig.instances.map((instance) => instance.metric(`hotdeal_stock_lock_attempts_total{outcome="${outcome}"}`)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
