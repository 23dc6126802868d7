import { setTimeout as pause } from 'node:timers/promises';
import { createProduct } from '../../test/support/products';
import { median, percentiles } from '../rig/figures';
import { type ReceivedSignal, SubscriberSockets } from '../rig/subscribers';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, type Sample, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { atMost, type Outcome, type Row } from '../row';

const SOCKETS = 5_000;
/** The interval of Engine.IO. Connections are opened over this time, so that their pings are spread as in production. */
const PING_EVERY_MS = 25_000;
/** in one round of a side */
const SIGNALS = 10;
const DEALS_WITHOUT_SUBSCRIBERS = 100;
const SILENCE_MS = 2_000;

type Send = () => Promise<bigint>;

/**
 * Sends signals one by one, each when the last client has received the one before.
 * @param send returns when the broadcast began, in ns
 */
function signalSide(
  name: string,
  subscribers: SubscriberSockets,
  send: Send,
  onSignal: (signal: ReceivedSignal) => void,
): Side {
  const run: Side['run'] = async () => {
    const begun = performance.now();
    const broadcastMs: number[] = [];
    for (let signal = 0; signal < SIGNALS; signal++) {
      const next = subscribers.nextSignal();
      const [begunAt, last] = await Promise.all([send(), next]);
      broadcastMs.push(Number(BigInt(last.lastAt) - begunAt) / 1e6);
      onSignal(last);
    }
    const latencyMs = { ...percentiles(broadcastMs), p50: median(broadcastMs) };
    return { seconds: (performance.now() - begun) / 1_000, statuses: {}, errors: 0, latencyMs };
  };
  return { name, requests: SIGNALS, run };
}

/** @returns when the commit of the deal was answered */
async function createDeal(rig: Rig, productIds: readonly number[]): Promise<bigint> {
  const committing = rig.server.committedAt();
  const deal = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, productIds };
  const body = { ...deal, startEventTime: new Date().toISOString() };
  const [{ status }, committedAt] = await Promise.all([rig.admin.post('/api/event/create', body), committing]);
  if (status !== 201) throw new Error(`The deal was not created: ${status}`);
  return committedAt;
}

/** The same deals while no client is connected: the cost of everything but the broadcast. */
function sideWithoutSubscribers(create: Send): Side {
  const run: Side['run'] = async () => {
    const begun = performance.now();
    for (let deal = 0; deal < DEALS_WITHOUT_SUBSCRIBERS; deal++) await create();
    const seconds = (performance.now() - begun) / 1_000;
    return { seconds, statuses: {}, errors: 0, latencyMs: percentiles([]) };
  };
  return { name: 'deals without subscribers', requests: DEALS_WITHOUT_SUBSCRIBERS, run };
}

/** The cost of the open connections alone: the pings of Engine.IO, which bare ws lacks. One "request" is a second. */
const silentSide: Side = {
  name: 'silence',
  requests: SILENCE_MS / 1_000,
  run: async () => {
    await pause(SILENCE_MS);
    return { seconds: SILENCE_MS / 1_000, statuses: {}, errors: 0, latencyMs: percentiles([]) };
  },
};

interface Measured {
  readonly dealOnly: readonly Sample[];
  readonly signal: readonly Sample[];
  readonly raw: readonly Sample[];
  readonly silence: readonly Sample[];
}

function outcomeOf({ dealOnly, signal, raw, silence }: Measured, bytes: number): Outcome {
  const cpuOf = ({ serverUs, redisUs }: Sample): number => serverUs + redisUs;
  const deal = median(dealOnly.map(cpuOf));
  const pings = median(silence.map(cpuOf));
  const bare = (round: number): number => raw[round]?.serverUs ?? NaN;
  const broadcast = (sample: Sample): number => cpuOf(sample) - deal - pings / sample.throughput;
  return {
    findings: [
      { what: 'wall', rounds: ratios(signal, raw, 'p50Ms'), target: atMost(1.5) },
      { what: 'CPU', rounds: signal.map((sample, round) => broadcast(sample) / bare(round)), target: atMost(1.5) },
    ],
    details: {
      ...shares('signal and its deal', signal),
      ...shares('bare ws', raw),
      'server and Redis, a deal without subscribers, µs': Math.round(deal),
      'server and Redis, pings of the open connections, µs per s': Math.round(pings),
      'CPU with the deal and the pings ÷ bare ws': median(signal.map((sample, round) => cpuOf(sample) / bare(round))),
      'signal, ms': median(signal.map(({ p50Ms }) => p50Ms)),
      'bare ws, ms': median(raw.map(({ p50Ms }) => p50Ms)),
      bytes,
    },
  };
}

/**
 * Wall time: from the commit of the deal until the last client has the signal, compared with the loop of a server on
 * `ws` alone that sends the same text. CPU: server and Redis, without the cost of the same deal while no client is
 * connected, and without the pings.
 */
export const signalToSockets: Row = {
  name: 'C6',
  title: `new-hot-deal to ${SOCKETS} sockets ÷ the same bytes over bare ws`,
  measure: async (rig) => {
    const products = [await createProduct(rig.admin), await createProduct(rig.admin), await createProduct(rig.admin)];
    const create: Send = () => createDeal(rig, products);
    const [dealOnly = []] = await interleaved(rig, [sideWithoutSubscribers(create)], SHORT_ROUNDS);
    const bare = await rig.startComparison('raw-ws');
    const subscribers = new SubscriberSockets();
    try {
      rig.progress(`opening ${SOCKETS} sockets to each server over ${PING_EVERY_MS / 1_000} s`);
      const many = { sockets: SOCKETS, overMs: PING_EVERY_MS };
      const shopUrl = `${rig.server.address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
      await subscribers.open([
        { ...many, url: shopUrl, speaksSocketIo: true },
        { ...many, url: bare.address.replace('http', 'ws'), speaksSocketIo: false },
      ]);
      let text = '';
      const sameAgain: Send = async () =>
        BigInt(await (await fetch(bare.address, { method: 'POST', body: text })).text());
      const [signal = [], raw = [], silence = []] = await interleaved(
        rig,
        [
          signalSide('new-hot-deal', subscribers, create, (signal) => (text = signal.text)),
          { ...signalSide('bare ws', subscribers, sameAgain, () => undefined), pid: bare.process.pid },
          silentSide,
        ],
        SHORT_ROUNDS,
      );
      return outcomeOf({ dealOnly, signal, raw, silence }, Buffer.byteLength(text));
    } finally {
      subscribers.close();
      await bare.process.stop();
    }
  },
};
