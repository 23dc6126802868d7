import { setTimeout as pause } from 'node:timers/promises';
import { createProduct } from '../../test/support/products';
import { median } from '../rig/figures';
import { type Heard, SubscriberSockets } from '../rig/subscribers';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, type Sample, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { atMost, type Outcome, type Row } from '../row';

const SOCKETS = 5_000;
/** Engine.IO's: the connections are opened over so long, so that their pings are spread as evenly as in life. */
const PING_EVERY_MS = 25_000;
/** of one round and side */
const SIGNALS = 10;
const UNHEARD = 100;
const SILENCE_MS = 2_000;

type Send = () => Promise<bigint>;

/**
 * Signals one after the other, each when the last client has the one before.
 * @param send answers when the telling began, ns
 */
function signalSide(name: string, listeners: SubscriberSockets, send: Send, heard: (signal: Heard) => void): Side {
  const run: Side['run'] = async () => {
    const begun = performance.now();
    const tellMs: number[] = [];
    for (let signal = 0; signal < SIGNALS; signal++) {
      const hearing = listeners.heard();
      const [begunAt, last] = await Promise.all([send(), hearing]);
      tellMs.push(Number(BigInt(last.lastAt) - begunAt) / 1e6);
      heard(last);
    }
    const latencyMs = { p50: median(tellMs), p99: Math.max(...tellMs) };
    return { seconds: (performance.now() - begun) / 1_000, statuses: {}, errors: 0, latencyMs };
  };
  return { name, requests: SIGNALS, run };
}

/** Answers when the commit of the deal was answered. */
async function createDeal(rig: Rig, productIds: readonly number[]): Promise<bigint> {
  const committing = rig.server.committedAt();
  const deal = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, productIds };
  const body = { ...deal, startEventTime: new Date().toISOString() };
  const [{ status }, committedAt] = await Promise.all([rig.admin.post('/api/event/create', body), committing]);
  if (status !== 201) throw new Error(`No deal was created: ${status}`);
  return committedAt;
}

/** The same deals while nobody is connected: what is not the telling of it. */
function unheardSide(create: Send): Side {
  const run: Side['run'] = async () => {
    const begun = performance.now();
    for (let deal = 0; deal < UNHEARD; deal++) await create();
    const seconds = (performance.now() - begun) / 1_000;
    return { seconds, statuses: {}, errors: 0, latencyMs: { p50: NaN, p99: NaN } };
  };
  return { name: 'deals that nobody hears of', requests: UNHEARD, run };
}

/** What the open connections cost by themselves: Engine.IO's pings, which bare ws has not. One "request": a second. */
const silentSide: Side = {
  name: 'silence',
  requests: SILENCE_MS / 1_000,
  run: async () => {
    await pause(SILENCE_MS);
    return { seconds: SILENCE_MS / 1_000, statuses: {}, errors: 0, latencyMs: { p50: NaN, p99: NaN } };
  },
};

interface Measured {
  readonly unheard: readonly Sample[];
  readonly signal: readonly Sample[];
  readonly raw: readonly Sample[];
  readonly silence: readonly Sample[];
}

function outcomeOf({ unheard, signal, raw, silence }: Measured, bytes: number): Outcome {
  const cpuOf = ({ serverUs, redisUs }: Sample): number => serverUs + redisUs;
  const deal = median(unheard.map(cpuOf));
  const pings = median(silence.map(cpuOf));
  const bare = (round: number): number => raw[round]?.serverUs ?? NaN;
  const told = (sample: Sample): number => cpuOf(sample) - deal - pings / sample.throughput;
  return {
    findings: [
      { what: 'wall', rounds: ratios(signal, raw, 'p50Ms'), target: atMost(1.5) },
      { what: 'CPU', rounds: signal.map((sample, round) => told(sample) / bare(round)), target: atMost(1.5) },
    ],
    details: {
      ...shares('signal and its deal', signal),
      ...shares('bare ws', raw),
      'server and Redis, a deal that nobody hears of, µs': Math.round(deal),
      'server and Redis, pings of the open connections, µs per s': Math.round(pings),
      'CPU with the deal and the pings ÷ bare ws': median(signal.map((sample, round) => cpuOf(sample) / bare(round))),
      'signal, ms': median(signal.map(({ p50Ms }) => p50Ms)),
      'bare ws, ms': median(raw.map(({ p50Ms }) => p50Ms)),
      bytes,
    },
  };
}

/**
 * Wall time: from the commit of the deal until the last client has the signal, against the loop over all clients of a
 * server on `ws` alone, told what the shop's clients were told. CPU: server and Redis, without what the same deal costs
 * while nobody is connected, and without the pings.
 */
export const signalToSockets: Row = {
  name: 'C6',
  title: `new-hot-deal to ${SOCKETS} sockets ÷ the same bytes over bare ws`,
  measure: async (rig) => {
    const products = [await createProduct(rig.admin), await createProduct(rig.admin), await createProduct(rig.admin)];
    const create: Send = () => createDeal(rig, products);
    const [unheard = []] = await interleaved(rig, [unheardSide(create)], SHORT_ROUNDS);
    const bare = await rig.beside('raw-ws');
    const listeners = new SubscriberSockets();
    try {
      rig.progress(`opening twice ${SOCKETS} sockets, over ${PING_EVERY_MS / 1_000} s`);
      const many = { sockets: SOCKETS, overMs: PING_EVERY_MS };
      const shopUrl = `${rig.server.address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
      await listeners.open([
        { ...many, url: shopUrl, speaksSocketIo: true },
        { ...many, url: bare.address.replace('http', 'ws'), speaksSocketIo: false },
      ]);
      let text = '';
      const sameAgain: Send = async () =>
        BigInt(await (await fetch(bare.address, { method: 'POST', body: text })).text());
      const [signal = [], raw = [], silence = []] = await interleaved(
        rig,
        [
          signalSide('new-hot-deal', listeners, create, (heard) => (text = heard.text)),
          { ...signalSide('bare ws', listeners, sameAgain, () => undefined), pid: bare.process.pid },
          silentSide,
        ],
        SHORT_ROUNDS,
      );
      return outcomeOf({ unheard, signal, raw, silence }, Buffer.byteLength(text));
    } finally {
      listeners.close();
      await bare.process.stop();
    }
  },
};
