import { setTimeout as pause } from 'node:timers/promises';
import type { FaultProxy } from '../rig/fault-proxy';
import type { InstanceProcess } from '../rig/instance-process';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import { Visitors } from '../rig/visitors';
import type { Scenario } from '../scenario';

/** A connection without an answer is closed after ten seconds. */
const IN_USE_LIMIT_MS = 20_000;

interface Wire {
  readonly name: string;
  readonly proxy: FaultProxy;
}

/** Breaks a connection for a while and restores it. It returns a sentence if that did not really happen. */
type Break = (rig: Rig, wire: Wire) => Promise<string | undefined>;

export const wiresBroken: Scenario = {
  name: 'wires-broken',
  promise: 'sells exactly when any connection to the database or Redis is slow, silent, reset, or cut within an answer',
  async run(rig, length) {
    const products = [await rig.stock(150 * length), await rig.stock(1_000_000)];
    const { instances, random, query } = rig;
    const visitors = await Visitors.open({ instances, random: random.fork(), query }, 2);
    const buyers = rig.buyers({ products, buyers: 25 });
    const broken: string[] = [];
    for (let round = 0; round < length; round++) {
      for (const { wire, fault } of inAnyOrder(rig, plan(rig))) {
        await until(() => wire.proxy.connections > 0, { what: `${wire.name} is in use`, limitMs: IN_USE_LIMIT_MS });
        const missing = await fault(rig, wire);
        if (missing !== undefined) broken.push(`the fault did not happen: ${missing} (${wire.name})`);
      }
    }
    const log = await buyers.stop();
    await rig.heal();
    broken.push(...(await visitors.stop()));
    const result = await rig.verify(log);
    return { broken: [...result.broken, ...broken], figures: { ...result.figures, ...visitors.counts } };
  },
};

/** Every fault on every connection. */
function plan(rig: Rig): { wire: Wire; fault: Break }[] {
  return rig.instances
    .flatMap(wiresOf)
    .flatMap((wire) => [slow, silent, reset, cutWithin, lost].map((fault) => ({ wire, fault })));
}

function wiresOf({ name, toDatabase, toRedis }: InstanceProcess): Wire[] {
  return [
    { name: `${name} to the database`, proxy: toDatabase },
    { name: `${name} to Redis`, proxy: toRedis },
  ];
}

function inAnyOrder<T>({ random }: Rig, things: readonly T[]): T[] {
  return things
    .map((thing) => ({ thing, at: random.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ thing }) => thing);
}

const slow: Break = async (rig, { name, proxy }) => {
  const before = proxy.counts.delayed;
  const by = rig.random.between(50, 200);
  rig.note(`${name}: delayed by ${by} ms in each direction`);
  proxy.delay(by);
  await pause(1_500);
  proxy.delay(0);
  return proxy.counts.delayed > before ? undefined : 'nothing was delayed';
};

const silent: Break = async (rig, { name, proxy }) => {
  const lasting = rig.random.between(1_000, 3_000);
  const open = proxy.connections;
  rig.note(`${name}: silent for ${lasting} ms`);
  proxy.freeze();
  await pause(lasting);
  proxy.mend();
  return open > 0 ? undefined : 'there was no connection to silence';
};

const reset: Break = async (rig, { name, proxy }) => {
  const before = proxy.counts.reset;
  for (let time = 0; time < 3; time++) {
    proxy.reset();
    await pause(rig.random.between(50, 300));
  }
  rig.note(`${name}: ${proxy.counts.reset - before} connections reset`);
  return proxy.counts.reset > before ? undefined : 'there was no connection to reset';
};

const cutWithin: Break = async (rig, { name, proxy }) => {
  const before = proxy.counts.cutInTheMiddle;
  for (let time = 1; time <= 3; time++) {
    const bytes = rig.random.between(1, 600);
    rig.note(`${name}: cut after ${bytes} bytes, within an answer`);
    proxy.cutAfter(bytes);
    const isCut = (): boolean => proxy.counts.cutInTheMiddle === before + time;
    await until(isCut, { what: `${name} is cut`, limitMs: IN_USE_LIMIT_MS });
  }
  return undefined;
};

/** Like a firewall that forgets its connections: the old ones never carry anything again. */
const lost: Break = async (rig, { name, proxy }) => {
  const open = proxy.connections;
  rig.note(`${name}: ${open} connections forgotten`);
  proxy.lose();
  await pause(500);
  return open > 0 ? undefined : 'there was no connection to forget';
};
