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
import { moveTo, News, saleDuring } from '../rig/other-servers';
import type { Rig, Verdict } from '../rig/rig';
import { Visitors } from '../rig/visitors';
import type { Length, Scenario } from '../scenario';

const UNITS = 1_000;
const FAILOVER_LIMIT_MS = 30_000;
const AWAY_MS = 3_000;

export const sentinelFailover: Scenario = {
  name: 'sentinel-failover',
  promise: 'sells exactly, tells of every deal and keeps who logged out logged out when Sentinels name another master',
  rig: { instances: 3 },
  run: (rig, length) => saleOn(rig, length, startSentinels, masterKilled),
};

export const clusterNodeLost: Scenario = {
  name: 'cluster-node-lost',
  promise: 'sells exactly, tells of every deal and keeps who logged out logged out on a cluster that loses a node',
  rig: { instances: 3 },
  run: (rig, length) => saleOn(rig, length, startCluster, nodeKilled),
};

type Start = (folder: string) => Promise<RedisGroup>;
type Harm = (rig: Rig, group: RedisGroup) => Promise<void>;

async function saleOn(rig: Rig, length: Length, start: Start, harm: Harm): Promise<Verdict> {
  const group = await start(rig.folder);
  try {
    await moveTo(rig, { REDIS_URL: group.url });
    await untilUsed(rig);
    const { instances, random, ask } = rig;
    const news = new News(rig);
    await news.connected();
    const visitors = await Visitors.open({ instances, random: random.fork(), ask }, 3);
    const product = await rig.stock(1);
    const books = await saleDuring(rig, UNITS * length, async () => {
      await news.break(product);
      await harm(rig, group);
      await untilUsed(rig);
      await news.break(product);
    });
    const broken = [...(await news.missed()), ...(await visitors.stop()), ...(await refusedByRedis(group))];
    news.leave();
    const verdict = await rig.judge(...books);
    return { broken: [...verdict.broken, ...broken], figures: { ...verdict.figures, ...visitors.counts } };
  } finally {
    await group.stop();
  }
}

const masterKilled: Harm = async (rig, group) => {
  const before = await masterPort(group);
  rig.note('the master is killed');
  await group.nodes[0]?.process.kill();
  const another = async (): Promise<boolean> => (await masterPort(group)) !== before;
  await until(another, { what: 'the Sentinels name another master', limitMs: FAILOVER_LIMIT_MS });
  rig.note('the Sentinels name another master');
};

const nodeKilled: Harm = async (rig, group) => {
  for (const { process } of group.nodes) {
    rig.note('a node is killed');
    await process.kill();
    await pause(AWAY_MS);
    await process.start();
    await untilWhole(group);
    rig.note('it is back, empty');
  }
};

/** Every instance says that it has its Redis: all of it, where several nodes must answer. */
async function untilUsed(rig: Rig): Promise<void> {
  const isWell = async ({ address }: { readonly address: string }): Promise<boolean> => {
    const answer = await fetch(`${address}/health/ready`);
    return ((await answer.json()) as { status: string }).status === 'ok';
  };
  const all = async (): Promise<boolean> => (await Promise.all(rig.instances.map(isWell))).every((well) => well);
  await until(all, { what: 'every instance has its Redis', limitMs: FAILOVER_LIMIT_MS });
}

/** A command with keys of several nodes is refused by whichever is asked. */
async function refusedByRedis({ nodes }: RedisGroup): Promise<string[]> {
  const told = await Promise.all(
    nodes.filter(({ process }) => process.alive).map(({ port }) => sendCommand(port, 'INFO', 'errorstats')),
  );
  return told.flatMap((text) => String(text).match(/errorstat_CROSSSLOT:count=\d+/g) ?? []);
}
