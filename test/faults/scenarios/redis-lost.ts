import { setTimeout as pause } from 'node:timers/promises';
import { type CallLog, isConfirmed } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import { soldOut } from '../rig/other-servers';
import { Visitors } from '../rig/visitors';
import type { Scenario } from '../scenario';

const UNITS = 150;
const BUYERS = 20;
const FLUSH_EVERY_MS = 300;
const FROZEN_MS = 5_000;
const FULL_MS = 4_000;

/** A fault of Redis during a sale. It returns a sentence if it did not really happen. */
type Loss = (rig: Rig) => Promise<string | undefined>;

export const redisLost: Scenario = {
  name: 'redis-lost',
  promise: 'sells exactly and keeps logged-out users out when Redis is flushed, killed, frozen or full',
  async run(rig, length) {
    const { instances, random, query } = rig;
    const visitors = await Visitors.open({ instances, random: random.fork(), query }, 3);
    const broken: string[] = [];
    const logs: CallLog[] = [];
    for (let round = 0; round < length; round++) {
      for (const loss of [flushedRepeatedly, killed, frozen, full]) {
        const { log, missing } = await saleDuring(rig, loss);
        logs.push(log);
        if (missing !== undefined) broken.push(`the fault did not happen: ${missing}`);
      }
    }
    await rig.heal();
    broken.push(...(await visitors.stop()));
    const result = await rig.verify(...logs);
    return { broken: [...result.broken, ...broken], figures: { ...result.figures, ...visitors.counts } };
  },
};

/** Resolves when the product is sold out and the fault is over. */
async function saleDuring(rig: Rig, loss: Loss): Promise<{ log: CallLog; missing: string | undefined }> {
  const units = await rig.stock(UNITS);
  const endless = await rig.stock(1_000_000);
  const scarce = rig.buyers({ products: [units], buyers: BUYERS, cancelled: 0, larger: 0 });
  const others = rig.buyers({ products: [units, endless], buyers: BUYERS / 4, cancelled: 0, larger: 0, thinkMs: 100 });
  const missing = await loss(rig);
  await soldOut(scarce.log);
  const [first, second] = await Promise.all([scarce.stop(), others.stop()]);
  first.attempts.push(...second.attempts);
  return { log: first, missing: first.attempts.some(isConfirmed) ? missing : 'no order was confirmed' };
}

const flushedRepeatedly: Loss = async (rig) => {
  let flushes = 0;
  const times = rig.random.between(15, 20);
  rig.note(`Redis is flushed ${times} times, every ${FLUSH_EVERY_MS} ms`);
  for (let time = 0; time < times; time++) {
    await pause(FLUSH_EVERY_MS);
    if ((await rig.redisCommand('DBSIZE')) !== 0) flushes++;
    await rig.redisCommand('FLUSHALL');
  }
  return flushes > times / 2 ? undefined : `Redis had keys before only ${flushes} of ${times} flushes`;
};

const killed: Loss = async (rig) => {
  for (let time = 0; time < 3; time++) {
    await pause(rig.random.between(300, 1_200));
    await rig.redis.kill();
    const away = rig.random.between(0, 1_200);
    rig.note(`Redis is killed and restarts empty after ${away} ms`);
    await pause(away);
    await rig.redis.start();
  }
  return undefined;
};

const frozen: Loss = async (rig) => {
  await pause(rig.random.between(100, 500));
  rig.note(`Redis is frozen for ${FROZEN_MS} ms`);
  rig.redis.freeze();
  const noticed = await Promise.all([isDegraded(rig), pause(FROZEN_MS)]).then(([isIt]) => isIt);
  rig.redis.thaw();
  return noticed ? undefined : 'no instance reported Redis as degraded';
};

const full: Loss = async (rig) => {
  rig.note(`Redis has no memory left for ${FULL_MS} ms`);
  const before = await refusedForMemory(rig);
  await rig.redisCommand('CONFIG', 'SET', 'maxmemory', '1');
  try {
    await pause(FULL_MS);
    const times = (await refusedForMemory(rig)) - before;
    return times > 0 ? undefined : 'no command was refused for lack of memory';
  } finally {
    await rig.redisCommand('CONFIG', 'SET', 'maxmemory', '0');
  }
};

async function isDegraded(rig: Rig): Promise<boolean> {
  const answers = await Promise.all(rig.instances.map(({ address }) => fetch(`${address}/health/ready`)));
  const states = await Promise.all(answers.map((answer) => answer.json() as Promise<{ status: string }>));
  return states.every(({ status }) => status === 'degraded');
}

async function refusedForMemory(rig: Rig): Promise<number> {
  const stats = (await rig.redisCommand('INFO', 'errorstats')) as string;
  return Number(/errorstat_OOM:count=(\d+)/.exec(stats)?.[1] ?? 0);
}
