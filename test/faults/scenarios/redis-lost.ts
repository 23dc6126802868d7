import { setTimeout as pause } from 'node:timers/promises';
import { isAcknowledged } from '../rig/book';
import type { Book } from '../rig/book';
import type { Rig } from '../rig/rig';
import { soldOut } from '../rig/other-servers';
import { Visitors } from '../rig/visitors';
import type { Scenario } from '../scenario';

const UNITS = 150;
const BUYERS = 20;
const FLUSH_EVERY_MS = 300;
const FROZEN_MS = 5_000;
const FULL_MS = 4_000;

/** What happens to Redis, while a sale of its own goes on; it answers a sentence when it did not really happen. */
type Loss = (rig: Rig) => Promise<string | undefined>;

export const redisLost: Scenario = {
  name: 'redis-lost',
  promise: 'sells exactly, and keeps who logged out logged out, when Redis is emptied, killed, frozen or full',
  async run(rig, length) {
    const { instances, random, ask } = rig;
    const visitors = await Visitors.open({ instances, random: random.fork(), ask }, 3);
    const broken: string[] = [];
    const books: Book[] = [];
    for (let round = 0; round < length; round++) {
      for (const loss of [emptiedAgainAndAgain, killed, frozen, full]) {
        const { book, missing } = await saleDuring(rig, loss);
        books.push(book);
        if (missing !== undefined) broken.push(`the fault did not happen: ${missing}`);
      }
    }
    await rig.heal();
    broken.push(...(await visitors.stop()));
    const verdict = await rig.judge(...books);
    return { broken: [...verdict.broken, ...broken], figures: { ...verdict.figures, ...visitors.counts } };
  },
};

/** Ends when the shelf is empty and Redis has been through it. */
async function saleDuring(rig: Rig, loss: Loss): Promise<{ book: Book; missing: string | undefined }> {
  const units = await rig.stock(UNITS);
  const endless = await rig.stock(1_000_000);
  const bargain = rig.buyers({ products: [units], buyers: BUYERS, cancelled: 0, larger: 0 });
  const others = rig.buyers({ products: [units, endless], buyers: BUYERS / 4, cancelled: 0, larger: 0, thinkMs: 100 });
  const missing = await loss(rig);
  await soldOut(bargain.book);
  const [first, second] = await Promise.all([bargain.stop(), others.stop()]);
  first.intentions.push(...second.intentions);
  return { book: first, missing: first.intentions.some(isAcknowledged) ? missing : 'nobody bought anything' };
}

const emptiedAgainAndAgain: Loss = async (rig) => {
  let emptied = 0;
  const times = rig.random.between(15, 20);
  rig.note(`Redis is emptied ${times} times, every ${FLUSH_EVERY_MS} ms`);
  for (let time = 0; time < times; time++) {
    await pause(FLUSH_EVERY_MS);
    if ((await rig.tellRedis('DBSIZE')) !== 0) emptied++;
    await rig.tellRedis('FLUSHALL');
  }
  return emptied > times / 2 ? undefined : `only ${emptied} times there was something to lose`;
};

const killed: Loss = async (rig) => {
  for (let time = 0; time < 3; time++) {
    await pause(rig.random.between(300, 1_200));
    await rig.redis.kill();
    const away = rig.random.between(0, 1_200);
    rig.note(`Redis is killed, and started again, empty, after ${away} ms`);
    await pause(away);
    await rig.redis.start();
  }
  return undefined;
};

const frozen: Loss = async (rig) => {
  await pause(rig.random.between(100, 500));
  rig.note(`Redis stands still for ${FROZEN_MS} ms`);
  rig.redis.freeze();
  const noticed = await Promise.all([isDegraded(rig), pause(FROZEN_MS)]).then(([isIt]) => isIt);
  rig.redis.thaw();
  return noticed ? undefined : 'nobody missed Redis';
};

const full: Loss = async (rig) => {
  rig.note(`Redis has no memory left for ${FULL_MS} ms`);
  const before = await refusedForMemory(rig);
  await rig.tellRedis('CONFIG', 'SET', 'maxmemory', '1');
  try {
    await pause(FULL_MS);
    const times = (await refusedForMemory(rig)) - before;
    return times > 0 ? undefined : 'nothing was refused for want of memory';
  } finally {
    await rig.tellRedis('CONFIG', 'SET', 'maxmemory', '0');
  }
};

async function isDegraded(rig: Rig): Promise<boolean> {
  const answers = await Promise.all(rig.instances.map(({ address }) => fetch(`${address}/health/ready`)));
  const states = await Promise.all(answers.map((answer) => answer.json() as Promise<{ status: string }>));
  return states.every(({ status }) => status === 'degraded');
}

async function refusedForMemory(rig: Rig): Promise<number> {
  const told = (await rig.tellRedis('INFO', 'errorstats')) as string;
  return Number(/errorstat_OOM:count=(\d+)/.exec(told)?.[1] ?? 0);
}
