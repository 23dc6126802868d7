import { setTimeout as pause } from 'node:timers/promises';
import { createDeal } from '../../support/deals';
import { SubscriberSocket } from '../../support/subscriber-socket';
import { Balancer } from '../rig/balancer';
import { CallLog } from '../rig/call-log';
import { HalfOrder } from '../rig/half-order';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const RESTARTS = 10;
const SOCKETS = 20;
const LONGEST_EXIT_MS = 10_000;
const LIMIT_MS = 20_000;
const SIGNALS_AT_ONCE = 100;

/** A client that requests what it has missed after a connection that was not recovered, as clients should. */
class Follower extends SubscriberSocket {
  private readonly requested: Promise<number[]>[] = [];

  constructor(address: string, token: string | undefined) {
    super(address, token === undefined ? {} : { auth: { token } });
    this.socket.on('connect', () => {
      if (!this.socket.recovered) this.requested.push(signalsAfter(address, 0));
    });
  }

  get caughtUp(): number {
    return this.requested.length;
  }

  /** The numbers of all signals that it has received or requested. */
  async known(): Promise<Set<number>> {
    const received = this.of('new-hot-deal') as { seq: number }[];
    return new Set([...received.map(({ seq }) => seq), ...(await Promise.all(this.requested)).flat()]);
  }
}

/** The shop behind its balancer, its sockets, and the results of its restarts. */
interface Shop {
  readonly rig: Rig;
  readonly balancer: Balancer;
  readonly sockets: readonly Follower[];
  readonly product: number;
  /** orders of which half was sent when their instance got SIGTERM */
  readonly halves: CallLog;
  readonly broken: string[];
  /** sums over all restarts of what was open when an instance got SIGTERM */
  readonly open: { requests: number; waits: number; sockets: number; closing: number };
}

export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  promise: 'restarts instance by instance behind a balancer without a failed request or a missed signal',
  async run(rig, length) {
    const balancer = await Balancer.inFrontOf(rig.instances);
    const product = await rig.stock(1_000_000);
    const scarce = await rig.stock(300 * length);
    const sockets = Array.from({ length: SOCKETS }, (_, index) => {
      return new Follower(balancer.address, index % 2 === 0 ? undefined : rig.token(index));
    });
    const open = { requests: 0, waits: 0, sockets: 0, closing: 0 };
    const shop: Shop = { rig, balancer, sockets, product, halves: new CallLog(), broken: [], open };
    try {
      await Promise.all(sockets.map((socket) => socket.connected()));
      const choice = rig.random.fork();
      const buyers = rig.buyers({
        products: [product, scarce],
        buyers: 30,
        waiting: 0.5,
        address: () => (choice.chance(0.5) ? balancer.address : balancer.freshAddress),
      });
      for (let round = 0; round < RESTARTS * length; round++) await restart(shop, round);
      const log = await buyers.stop();
      const broken = [...shop.broken, ...failed(log), ...balancer.failures];
      broken.push(...(await missedSignals(shop, RESTARTS * length)), ...missingFaults(shop));
      const result = await rig.verify(log, shop.halves);
      const { reused, rerouted } = balancer;
      const atSigterm = Object.entries(open).map(([name, count]) => [`${name} at SIGTERM`, count] as const);
      const counts = { restarts: RESTARTS * length, ...Object.fromEntries(atSigterm), reused, rerouted };
      const figures = { ...result.figures, ...counts };
      return { broken: [...broken, ...result.broken], figures };
    } finally {
      for (const { socket } of sockets) socket.disconnect();
      await balancer.close();
    }
  },
};

async function restart(shop: Shop, round: number): Promise<void> {
  const { rig, balancer, broken, open, halves, product } = shop;
  const number = round % rig.instances.length;
  const victim = rig.at(number);
  const seen = balancer.of(victim.name);
  await pause(rig.random.between(50, 400));
  // Many buyers wait at once only while the completion is paused.
  const reached = victim.reached('completion begun');
  await victim.inject({ point: 'completion begun', action: 'wait' });
  await reached;
  await until(() => seen.waiting >= 3, { what: 'buyers wait for their orders', limitMs: LIMIT_MS });
  const userId = rig.random.between(1, 5_000);
  const half = await HalfOrder.begin({ address: victim.address, token: rig.token(userId) }, userId, product, halves);
  const closingBefore = seen.closing;
  open.requests += seen.open;
  open.waits += seen.waiting;
  open.sockets += seen.tunnels.size;
  rig.note(`SIGTERM to ${victim.name}: ${seen.open} requests, ${seen.waiting} wait, ${seen.tunnels.size} sockets`);
  const ending = victim.terminate();
  await until(async () => !(await victim.ready().catch(() => false)), { what: 'not ready', limitMs: LIMIT_MS });
  await victim.release('completion begun');
  const { status, code: refusal } = await half.finish();
  if (status !== 202) broken.push(`an order of which half was sent: ${status} ${refusal}`);
  await createDeal(rig.admin((number + 1) % rig.instances.length), [product]);
  const { code, took } = await ending;
  open.closing += seen.closing - closingBefore;
  rig.note(`${victim.name} exited with ${code} after ${Math.round(took)} ms`);
  if (code !== 0) broken.push(`${victim.name} exited with ${code}`);
  if (took > LONGEST_EXIT_MS) broken.push(`${victim.name} took ${Math.round(took)} ms to exit`);
  await victim.start();
  await until(() => balancer.complete, { what: 'all instances in service', limitMs: LIMIT_MS });
  const connected = (): boolean => shop.sockets.every(({ socket }) => socket.connected);
  await until(connected, { what: 'every socket is connected again', limitMs: LIMIT_MS });
}

/** A sentence for each call that ended without an order, a refusal or a cancel. */
function failed(log: CallLog): string[] {
  const calls = log.attempts.flatMap((attempt) => [...attempt.calls, ...attempt.cancels]);
  return calls
    .filter(({ outcome }) => outcome === 'unknown')
    .map(({ status, code, startedAt, endedAt }) => {
      const took = Math.round(endedAt - startedAt);
      return `a request of a buyer failed: ${status} ${code ?? ''} after ${took} ms`;
    });
}

async function missedSignals({ rig, sockets }: Shop, deals: number): Promise<string[]> {
  const all = await signalsAfter(rig.at(0).address, 0);
  const broken = all.length === Math.min(deals, SIGNALS_AT_ONCE) ? [] : [`${all.length} signals of ${deals} deals`];
  for (const socket of sockets) {
    const known = await socket.known();
    const missing = all.filter((seq) => !known.has(seq));
    if (missing.length > 0) broken.push(`a socket has missed the signals ${missing.join()}`);
  }
  return broken;
}

/** Restarts prove nothing if they had nothing to break. */
function missingFaults({ open, balancer, sockets }: Shop): string[] {
  const reconnected = sockets.every((socket) => socket.of('connect').length > 1);
  const faults: Record<string, boolean> = {
    'no request was in progress': open.requests > 0,
    'no buyer was waiting': open.waits > 0,
    'no socket was open': open.sockets > 0,
    'no answer closed its connection': open.closing > 0,
    'no connection was reused': balancer.reused > 0,
    'a socket never reconnected': reconnected,
  };
  return Object.entries(faults).flatMap(([absence, happened]) =>
    happened ? [] : `the fault did not happen: ${absence}`,
  );
}

async function signalsAfter(address: string, seq: number): Promise<number[]> {
  const answer = await fetch(`${address}/api/event/signals?after=${seq}&limit=${SIGNALS_AT_ONCE}`);
  return ((await answer.json()) as { items: { seq: number }[] }).items.map((signal) => signal.seq);
}
