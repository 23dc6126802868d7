import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createDeal } from '../../support/deals';
import { Listener } from '../../support/listener';
import { Balancer } from '../rig/balancer';
import type { Book } from '../rig/book';
import type { InstanceProcess } from '../rig/instance-process';
import type { Rig } from '../rig/rig';
import { until } from '../rig/until';
import type { Scenario } from '../scenario';

const RESTARTS = 10;
const LISTENERS = 20;
const LONGEST_END_MS = 10_000;
const LIMIT_MS = 20_000;

interface Signal {
  readonly seq: number;
}

/** One rolling update of the shop after the other, and what people noticed of it. */
interface Update {
  readonly rig: Rig;
  readonly balancer: Balancer;
  readonly listeners: readonly Listener[];
  readonly product: number;
  readonly broken: string[];
  /** what an instance had in its hands when it was told to go, over all restarts */
  readonly cutInto: { requests: number; waits: number; halves: number; sockets: number; goodbyes: number };
}

export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  promise: 'is replaced instance by instance, ten times behind a balancer, and nobody who buys or listens notices',
  async run(rig, length) {
    const balancer = await Balancer.before(rig.instances);
    const product = await rig.stock(1_000_000);
    const scarce = await rig.stock(500 * length);
    const listeners = Array.from({ length: LISTENERS }, (_, index) => listener(rig, balancer, index));
    const cutInto = { requests: 0, waits: 0, halves: 0, sockets: 0, goodbyes: 0 };
    const update: Update = { rig, balancer, listeners, product, broken: [], cutInto };
    try {
      await Promise.all(listeners.map((one) => one.connected()));
      const addresses = rig.random.fork();
      const buyers = rig.buyers({
        products: [product, scarce],
        buyers: 30,
        waiting: 0.5,
        address: () => (addresses.chance(0.5) ? balancer.address : balancer.freshAddress),
      });
      for (let round = 0; round < RESTARTS * length; round++) await restart(update, round);
      const book = await buyers.stop();
      update.broken.push(...failed(book), ...balancer.failures, ...(await unheard(update)), ...harmless(update));
      const verdict = await rig.judge(book);
      const figures = { ...cutInto, 'kept connections used again': balancer.reused, elsewhere: balancer.elsewhere };
      return { broken: [...update.broken, ...verdict.broken], figures: { ...verdict.figures, ...figures } };
    } finally {
      for (const { socket } of listeners) socket.disconnect();
      await balancer.close();
    }
  },
};

async function restart(update: Update, round: number): Promise<void> {
  const { rig, balancer, broken, cutInto } = update;
  const victim = rig.at(round % rig.instances.length);
  const seen = balancer.of(victim.name);
  await pause(rig.random.between(50, 400));
  // Buyers who wait are many only where the settlement is slow.
  await victim.arm({ point: 'settlement begun', action: 'wait' });
  await until(() => seen.waiting >= 3, { what: 'buyers wait for their orders', limitMs: LIMIT_MS });
  const half = halfOfAnOrder(update, victim);
  await half.begun;
  const { open, waiting, goodbyes, tunnels } = seen;
  rig.note(`${victim.name} is told to end: ${open} requests, ${waiting} of them waiting, ${tunnels.size} sockets`);
  cutInto.requests += open;
  cutInto.waits += waiting;
  cutInto.sockets += tunnels.size;
  const ending = victim.terminate();
  await until(async () => !(await victim.ready().catch(() => false)), { what: 'it says so', limitMs: LIMIT_MS });
  await victim.release('settlement begun').catch(() => undefined);
  cutInto.halves += half.finish();
  await half.answered.catch((error: Error) => broken.push(`an order of which half had been sent: ${error.message}`));
  await announce(update);
  const { code, took } = await ending;
  cutInto.goodbyes += seen.goodbyes - goodbyes;
  if (code !== 0) broken.push(`${victim.name} ended with ${code}`);
  if (took > LONGEST_END_MS) broken.push(`${victim.name} took ${Math.round(took)} ms to end`);
  rig.note(`${victim.name} ended after ${Math.round(took)} ms`);
  await victim.start();
  await until(() => balancer.complete, { what: 'the balancer sees it', limitMs: LIMIT_MS });
  await allConnected(update);
}

/** A deal whose signal comes while listeners are on their way from one instance to another. */
async function announce({ rig, product }: Update): Promise<void> {
  const serving = rig.instances.findIndex((instance, index) => instance.serving && index !== ending(rig));
  await createDeal(rig.admin(serving), [product]);
}
