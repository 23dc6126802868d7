import { setTimeout as pause } from 'node:timers/promises';
import {
  masterPort,
  type RedisGroup,
  startCluster,
  startSentinels,
  sendCommand,
  untilWhole,
} from '../../servers/redis-groups';
import { until } from '../../servers/until';
import { DealSignals, restartWith, saleDuring } from '../rig/other-servers';
import type { Rig, RunResult } from '../rig/rig';
import { Visitors } from '../rig/visitors';
import type { Length, Scenario } from '../scenario';

const UNITS = 1_000;
const FAILOVER_LIMIT_MS = 30_000;
const AWAY_MS = 3_000;

export const sentinelFailover: Scenario = {
  name: 'sentinel-failover',
  promise: 'sells exactly, signals every deal and keeps logged-out users out when Sentinels elect another master',
  rig: { instances: 3 },
  run: (rig, length) => saleOn(rig, length, startSentinels, masterKilled),
};

export const clusterNodeLost: Scenario = {
  name: 'cluster-node-lost',
  promise: 'sells exactly, signals every deal and keeps logged-out users out when a cluster loses a node',
  rig: { instances: 3 },
  run: (rig, length) => saleOn(rig, length, startCluster, nodeKilled),
};

type Start = (folder: string) => Promise<RedisGroup>;
type Fault = (rig: Rig, group: RedisGroup) => Promise<void>;

async function saleOn(rig: Rig, length: Length, start: Start, fault: Fault): Promise<RunResult> {
  const group = await start(rig.folder);
  try {
    await restartWith(rig, { REDIS_URL: group.url });
    await untilUsed(rig);
    const { instances, random, query } = rig;
    const signals = new DealSignals(rig);
    await signals.connected();
    const visitors = await Visitors.open({ instances, random: random.fork(), query }, 3);
    const product = await rig.stock(1);
    const logs = await saleDuring(rig, UNITS * length, async () => {
      await signals.createDeals(product);
      await fault(rig, group);
      await untilUsed(rig);
      await signals.createDeals(product);
    });
    const broken = [...(await signals.missed()), ...(await visitors.stop()), ...(await refusedByRedis(group))];
    signals.disconnect();
    const result = await rig.verify(...logs);
    return { broken: [...result.broken, ...broken], figures: { ...result.figures, ...visitors.counts } };
  } finally {
    await group.stop();
  }
}

const masterKilled: Fault = async (rig, group) => {
  const before = await masterPort(group);
  rig.note('the master is killed');
  await group.nodes[0]?.process.kill();
  const another = async (): Promise<boolean> => (await masterPort(group)) !== before;
  await until(another, { what: 'the Sentinels elect another master', limitMs: FAILOVER_LIMIT_MS });
  rig.note('the Sentinels have elected another master');
};

const nodeKilled: Fault = async (rig, group) => {
  for (const { process } of group.nodes) {
    rig.note('a node is killed');
    await process.kill();
    await pause(AWAY_MS);
    await process.start();
    await untilWhole(group);
    rig.note('it is back, empty');
  }
};

/** Every instance reports that Redis is available, all nodes of it. */
async function untilUsed(rig: Rig): Promise<void> {
  const isWell = async ({ address }: { readonly address: string }): Promise<boolean> => {
    const answer = await fetch(`${address}/health/ready`);
    return ((await answer.json()) as { status: string }).status === 'ok';
  };
  const all = async (): Promise<boolean> => (await Promise.all(rig.instances.map(isWell))).every((well) => well);
  await until(all, { what: 'every instance has its Redis', limitMs: FAILOVER_LIMIT_MS });
}

/** A node refuses commands whose keys belong to several nodes. */
async function refusedByRedis({ nodes }: RedisGroup): Promise<string[]> {
  const stats = await Promise.all(
    nodes.filter(({ process }) => process.alive).map(({ port }) => sendCommand(port, 'INFO', 'errorstats')),
  );
  return stats.flatMap((text) => String(text).match(/errorstat_CROSSSLOT:count=\d+/g) ?? []);
}
