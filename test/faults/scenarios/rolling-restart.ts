import { setTimeout as pause } from 'node:timers/promises';
import { createDeal } from '../../support/deals';
import { SubscriberSocket } from '../../support/subscriber-socket';
import { Balancer } from '../rig/balancer';
import { Book } from '../rig/book';
import { HalfOrder } from '../rig/half-order';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const RESTARTS = 10;
const LISTENERS = 20;
const LONGEST_END_MS = 10_000;
const LIMIT_MS = 20_000;
const SIGNALS_AT_ONCE = 100;

/** A client as it should be written: after a connection that was not recovered it asks for what it has missed. */
class Follower extends SubscriberSocket {
  private readonly asked: Promise<number[]>[] = [];

  constructor(address: string, token: string | undefined) {
    super(address, token === undefined ? {} : { auth: { token } });
    this.socket.on('connect', () => {
      if (!this.socket.recovered) this.asked.push(signalsAfter(address, 0));
    });
  }

  get caughtUp(): number {
    return this.asked.length;
  }

  /** The numbers of all signals that it was told, or has asked for. */
  async known(): Promise<Set<number>> {
    const heard = this.of('new-hot-deal') as { seq: number }[];
    return new Set([...heard.map(({ seq }) => seq), ...(await Promise.all(this.asked)).flat()]);
  }
}

/** The shop behind its balancer, who listens to it, and what became of its restarts. */
interface Shop {
  readonly rig: Rig;
  readonly balancer: Balancer;
  readonly listeners: readonly Follower[];
  readonly product: number;
  /** orders of which half had been sent when their instance was told to end */
  readonly halves: Book;
  readonly broken: string[];
  /** what an instance had in its hands when it was told to end, over all restarts */
  readonly cutInto: { requests: number; waits: number; sockets: number; goodbyes: number };
}

export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  promise: 'is restarted instance by instance behind a balancer, and nobody who buys or listens notices it',
  async run(rig, length) {
    const balancer = await Balancer.before(rig.instances);
    const product = await rig.stock(1_000_000);
    const scarce = await rig.stock(300 * length);
    const listeners = Array.from({ length: LISTENERS }, (_, index) => {
      return new Follower(balancer.address, index % 2 === 0 ? undefined : rig.token(index));
    });
    const cutInto = { requests: 0, waits: 0, sockets: 0, goodbyes: 0 };
    const shop: Shop = { rig, balancer, listeners, product, halves: new Book(), broken: [], cutInto };
    try {
      await Promise.all(listeners.map((listener) => listener.connected()));
      const choice = rig.random.fork();
      const buyers = rig.buyers({
        products: [product, scarce],
        buyers: 30,
        waiting: 0.5,
        address: () => (choice.chance(0.5) ? balancer.address : balancer.freshAddress),
      });
      for (let round = 0; round < RESTARTS * length; round++) await restart(shop, round);
      const book = await buyers.stop();
      const broken = [...shop.broken, ...failed(book), ...balancer.failures];
      broken.push(...(await unheard(shop, RESTARTS * length)), ...proofless(shop));
      const verdict = await rig.judge(book, shop.halves);
      const { reused, elsewhere } = balancer;
      const figures = { ...verdict.figures, restarts: RESTARTS * length, ...cutInto, reused, elsewhere };
      return { broken: [...broken, ...verdict.broken], figures };
    } finally {
      for (const { socket } of listeners) socket.disconnect();
      await balancer.close();
    }
  },
};

async function restart(shop: Shop, round: number): Promise<void> {
  const { rig, balancer, broken, cutInto, halves, product } = shop;
  const number = round % rig.instances.length;
  const victim = rig.at(number);
  const seen = balancer.of(victim.name);
  await pause(rig.random.between(50, 400));
  // Many buyers wait at once only where the settlement is slow.
  const reached = victim.reached('settlement begun');
  await victim.arm({ point: 'settlement begun', action: 'wait' });
  await reached;
  await until(() => seen.waiting >= 3, { what: 'buyers wait for their orders', limitMs: LIMIT_MS });
  const userId = rig.random.between(1, 5_000);
  const half = await HalfOrder.begin({ address: victim.address, token: rig.token(userId) }, userId, product, halves);
  const goodbyesBefore = seen.goodbyes;
  cutInto.requests += seen.open;
  cutInto.waits += seen.waiting;
  cutInto.sockets += seen.tunnels.size;
  rig.note(`${victim.name} told to end: ${seen.open} requests, ${seen.waiting} wait, ${seen.tunnels.size} sockets`);
  const ending = victim.terminate();
  await until(async () => !(await victim.ready().catch(() => false)), { what: 'it says so', limitMs: LIMIT_MS });
  await victim.release('settlement begun');
  const { status, code: refusal } = await half.finish();
  if (status !== 202) broken.push(`an order of which half had been sent: ${status} ${refusal}`);
  await createDeal(rig.admin((number + 1) % rig.instances.length), [product]);
  const { code, took } = await ending;
  cutInto.goodbyes += seen.goodbyes - goodbyesBefore;
  rig.note(`${victim.name} ended with ${code} after ${Math.round(took)} ms`);
  if (code !== 0) broken.push(`${victim.name} ended with ${code}`);
  if (took > LONGEST_END_MS) broken.push(`${victim.name} took ${Math.round(took)} ms to end`);
  await victim.start();
  await until(() => balancer.complete, { what: 'the balancer sees it', limitMs: LIMIT_MS });
  const connected = (): boolean => shop.listeners.every(({ socket }) => socket.connected);
  await until(connected, { what: 'every listener is connected again', limitMs: LIMIT_MS });
}

/** Calls that ended otherwise than with the order, its refusal or its cancel. */
function failed(book: Book): string[] {
  const calls = book.intentions.flatMap((intention) => [...intention.calls, ...intention.cancels]);
  return calls
    .filter(({ outcome }) => outcome === 'unknown')
    .map(({ status, code, startedAt, endedAt }) => {
      const took = Math.round(endedAt - startedAt);
      return `a request of a buyer failed: ${status} ${code ?? ''} after ${took} ms`;
    });
}

async function unheard({ rig, listeners }: Shop, deals: number): Promise<string[]> {
  const all = await signalsAfter(rig.at(0).address, 0);
  const broken = all.length === Math.min(deals, SIGNALS_AT_ONCE) ? [] : [`${all.length} signals of ${deals} deals`];
  for (const listener of listeners) {
    const known = await listener.known();
    const missing = all.filter((seq) => !known.has(seq));
    if (missing.length > 0) broken.push(`a listener does not know of the signals ${missing.join()}`);
  }
  return broken;
}

/** Restarts that met nothing that they could have broken prove nothing. */
function proofless({ cutInto, balancer, listeners }: Shop): string[] {
  const reconnected = listeners.every((listener) => listener.of('connect').length > 1);
  const faults: Record<string, boolean> = {
    'no request was under way': cutInto.requests > 0,
    'no buyer was waiting': cutInto.waits > 0,
    'no socket was open': cutInto.sockets > 0,
    'no answer said goodbye': cutInto.goodbyes > 0,
    'no connection was used again': balancer.reused > 0,
    'a listener never had to come back': reconnected,
  };
  return Object.entries(faults).flatMap(([absence, happened]) =>
    happened ? [] : `the fault did not happen: ${absence}`,
  );
}

async function signalsAfter(address: string, seq: number): Promise<number[]> {
  const answer = await fetch(`${address}/api/event/signals?after=${seq}&limit=${SIGNALS_AT_ONCE}`);
  return ((await answer.json()) as { items: { seq: number }[] }).items.map((signal) => signal.seq);
}
