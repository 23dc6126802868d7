import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { ServerProcess } from './server-process';
import { freePort, redisClient, redisProgram, type Server, startRedis } from './servers';
import { until } from './until';

const SENTINELS = 3;
const MASTERS = 3;
const SLOTS = 16_384;
const READY_LIMIT_MS = 20_000;
const MASTER_NAME = 'shop';

/** Several Redis servers, and the URL by which an instance finds them. */
export interface RedisGroup {
  readonly nodes: readonly Server[];
  readonly url: string;
  stop(): Promise<void>;
}

/** Sends one command to the server on this port. */
export async function sendCommand(port: number, ...command: [string, ...(string | number)[]]): Promise<unknown> {
  const client: Redis = redisClient(port);
  try {
    return await client.call(...command);
  } finally {
    client.disconnect();
  }
}

/** A master, a replica of it, and three Sentinels that make the replica the master within about two seconds. */
export async function startSentinels(folder: string): Promise<RedisGroup> {
  const master = await startRedis(folder, { name: 'master' });
  const replica = await startRedis(folder, {
    name: 'replica',
    settings: ['--replicaof', '127.0.0.1', String(master.port), '--repl-diskless-sync-delay', '0'],
  });
  const isFollowing = async (): Promise<boolean> =>
    String(await sendCommand(replica.port, 'INFO', 'replication')).includes('link_status:up');
  await until(isFollowing, { what: 'the replica follows', limitMs: READY_LIMIT_MS });
  const sentinels: Server[] = [];
  for (let number = 1; number <= SENTINELS; number++)
    sentinels.push(await startSentinel(folder, `sentinel-${number}`, master.port));
  const seen = async (): Promise<boolean> => {
    const [known] = (await sendCommand(sentinels[0]?.port ?? 0, 'SENTINEL', 'MASTERS')) as string[][];
    const of = (field: string): string | undefined => known?.[known.indexOf(field) + 1];
    return of('num-slaves') === '1' && of('num-other-sentinels') === String(SENTINELS - 1);
  };
  await until(seen, { what: 'the Sentinels know all', limitMs: READY_LIMIT_MS });
  const all = [master, replica, ...sentinels];
  const addresses = sentinels.map(({ port }) => `127.0.0.1:${port}`);
  return { nodes: all, url: `redis-sentinel://${addresses.join()}/${MASTER_NAME}`, stop: () => stopAll(all) };
}

/** The port of the master according to the last Sentinel. */
export async function masterPort({ nodes }: RedisGroup): Promise<number> {
  const [, port] = (await sendCommand(
    nodes.at(-1)?.port ?? 0,
    'SENTINEL',
    'GET-MASTER-ADDR-BY-NAME',
    MASTER_NAME,
  )) as string[];
  return Number(port);
}

/** Three masters, each with a third of the slots. */
export async function startCluster(folder: string, masters = MASTERS): Promise<RedisGroup> {
  const nodes: Server[] = [];
  for (let number = 1; number <= masters; number++) {
    const name = `node-${number}`;
    const port = await freePort();
    const bus = [
      '--cluster-announce-ip',
      '127.0.0.1',
      '--cluster-port',
      String(await freePort()),
      '--cluster-node-timeout',
      '2000',
    ];
    const settings = [
      '--cluster-enabled',
      'yes',
      '--cluster-config-file',
      join(folder, `${name}-${port}.conf`),
      ...bus,
    ];
    nodes.push(await startRedis(folder, { name, port, settings }));
  }
  const [first] = nodes as [Server, ...Server[]];
  for (const [index, { port }] of nodes.entries()) {
    const [from, to] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / masters)) as [number, number];
    await sendCommand(port, 'CLUSTER', 'ADDSLOTSRANGE', from, to - 1);
    await sendCommand(port, 'CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    if (index > 0) await sendCommand(first.port, 'CLUSTER', 'MEET', '127.0.0.1', port, Number(await busOf(port)));
  }
  const cluster = {
    nodes,
    url: `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join()}`,
    stop: () => stopAll(nodes),
  };
  await untilWhole(cluster);
  return cluster;
}

/** Returns when every node of the group reports that all slots are served. */
export async function untilWhole({ nodes }: RedisGroup): Promise<void> {
  const whole = async (): Promise<boolean> => {
    const replies = await Promise.all(nodes.map(({ port }) => sendCommand(port, 'CLUSTER', 'INFO')));
    return replies.every(
      (info) => String(info).includes('cluster_state:ok') && String(info).includes(`known_nodes:${nodes.length}`),
    );
  };
  await until(whole, { what: 'the cluster is whole', limitMs: READY_LIMIT_MS });
}

async function busOf(port: number): Promise<string | undefined> {
  return ((await sendCommand(port, 'CONFIG', 'GET', 'cluster-port')) as string[])[1];
}

async function startSentinel(folder: string, name: string, master: number): Promise<Server> {
  const port = await freePort();
  const file = join(folder, `${name}.conf`);
  const about = (what: string): string => `sentinel ${what}`;
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    about(`monitor ${MASTER_NAME} 127.0.0.1 ${master} 2`),
    about(`down-after-milliseconds ${MASTER_NAME} 1000`),
    about(`failover-timeout ${MASTER_NAME} 3000`),
  ];
  writeFileSync(file, `${settings.join('\n')}\n`);
  const answers = (): Promise<unknown> => sendCommand(port, 'PING');
  const process = new ServerProcess({
    name,
    folder,
    path: redisProgram(),
    marker: `:${port}`,
    arguments: [file, '--sentinel'],
    answers,
  });
  await process.start();
  return { port, process };
}

async function stopAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map(({ process }) => process.stop()));
}
