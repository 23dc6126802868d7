import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Buyers } from '../rig/buyers';
import { callsBetween, p99 } from '../rig/pace';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const BUYERS = 4;
/** Windows with and without an attack alternate, so that a machine that is busy for a while slows both down. */
const MOST_WINDOWS = 5;
const LEAST_WINDOWS = 3;
const WINDOW_MS = 2_000;
const MIN_ORDERS = 50;
/** A busy machine gets fewer windows. */
const COMPARISON_MS = 20_000;
const WARM_UP_ORDERS = 600;
const LIMIT_MS = 40_000;
const PRODUCTS = 100_000;
const MOST_SLOWER = 1.5;
const MOST_MEMORY = 1.3;
const PAGE_BYTES = 4_096;

interface Attack {
  readonly kind: string;
  readonly refusals: readonly string[];
}

/** Compared like an attack: shows how much two windows differ on this machine. */
const NOTHING: Attack = { kind: 'nothing', refusals: [] };
/**
 * As many requests as the attacks send, over as many connections, one after the other. The memory of an instance that
 * answers them is what the attacks are compared with: V8 lets its young generation grow with the number of requests.
 */
const ORDINARY: Attack = { kind: 'ordinary', refusals: ['404'] };
/** What one client does, and the answers that show that it was refused for the right reason. */
const ATTACKS: readonly Attack[] = [
  { kind: 'texts', refusals: ['413', '400'] },
  { kind: 'upgrades', refusals: ['200'] },
  { kind: 'pipelining', refusals: ['404'] },
  { kind: 'bodies', refusals: ['413', '429'] },
  { kind: 'searches', refusals: ['429'] },
  { kind: 'addresses', refusals: ['429'] },
];

export const hostileClients: Scenario = {
  name: 'hostile-clients',
  promise: 'sells to the others as quickly as before while one client pipelines, upgrades, holds bodies and searches',
  rig: { instances: 1, variables: { TRUST_PROXY: 'loopback', RATE_LIMIT_LOGIN_ADDRESS: '1', RATE_LIMIT_SCALE: '100' } },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    await fillCatalogue(rig);
    const buyers = rig.buyers({ products, buyers: BUYERS, waiting: 0, cancelled: 0, larger: 0 });
    const broken: string[] = [];
    await measured(rig, buyers, { ms: 0, orders: WARM_UP_ORDERS });
    for (let round = 0; round < length; round++) {
      const { slower: noise } = await compared(rig, buyers, NOTHING);
      const { most: memory } = await compared(rig, buyers, ORDINARY);
      for (const attack of ATTACKS) {
        const { slower, most, answers } = await compared(rig, buyers, attack);
        broken.push(
          ...attack.refusals
            .filter((status) => answers[status] === undefined)
            .map((status) => `${attack.kind}: no answer was ${status}`),
          ...(slower > MOST_SLOWER * Math.max(1, noise) ? [`${attack.kind}: orders were ${slower} times slower`] : []),
          ...(most > memory * MOST_MEMORY ? [`${attack.kind}: the memory rose from ${memory} to ${most} MiB`] : []),
        );
      }
    }
    const result = await rig.verify(await buyers.stop());
    return { broken: [...broken, ...result.broken], figures: result.figures };
  },
};

interface Comparison {
  /** the median p99 of orders beside the attack, divided by that without it */
  readonly slower: number;
  /** the largest memory beside the attack, in MiB */
  readonly most: number;
  readonly answers: Readonly<Record<string, number>>;
}

async function compared(rig: Rig, buyers: Buyers, { kind }: Attack): Promise<Comparison> {
  await rig.at(0).collectGarbage();
  const without: Measurement[] = [];
  const beside: Measurement[] = [];
  const answers: Record<string, number> = {};
  const begun = performance.now();
  const isLate = (): boolean => performance.now() - begun > COMPARISON_MS;
  for (let window = 0; window < MOST_WINDOWS && !(window >= LEAST_WINDOWS && isLate()); window++) {
    without.push(await measured(rig, buyers));
    const child = fork(join(__dirname, '../rig/hostile-process.cjs'), [], { execArgv: [] });
    child.send({ kind, port: Number(new URL(rig.at(0).address).port), tokens: [rig.token(1)] });
    beside.push(await measured(rig, buyers));
    const received = once(child, 'message') as Promise<[{ readonly answers: Comparison['answers'] }]>;
    child.send({ stop: true });
    for (const [status, count] of Object.entries((await received)[0].answers)) {
      answers[status] = (answers[status] ?? 0) + count;
    }
  }
  const [before, during] = [without, beside].map((windows) => median(windows.map(({ p99: ms }) => ms))) as [
    number,
    number,
  ];
  const slower = Math.round((during / before) * 100) / 100;
  const most = Math.max(...beside.map(({ memory }) => memory));
  rig.note(
    `${kind} (${JSON.stringify(answers)}): median p99 of orders ${before} → ${during} ms (${slower}), memory ${most} MiB`,
  );
  return { slower, most, answers };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}

interface Measurement {
  /** of orders, in ms */
  readonly p99: number;
  /** the largest, in MiB */
  readonly memory: number;
}

/** The orders of a window, and the largest memory in it. */
async function measured(
  rig: Rig,
  { log }: Buyers,
  { ms, orders } = { ms: WINDOW_MS, orders: MIN_ORDERS },
): Promise<Measurement> {
  const begun = performance.now();
  let memory = 0;
  const calls = (): ReturnType<typeof callsBetween> => callsBetween(log, begun, Infinity);
  const isDone = (): boolean => {
    memory = Math.max(memory, residentMiB(rig.at(0).pid));
    return performance.now() - begun >= ms && calls().length >= orders;
  };
  await until(isDone, { what: `${orders} orders`, limitMs: LIMIT_MS });
  return { p99: Math.round(p99(calls())), memory };
}

function residentMiB(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Math.round((Number(pages) * PAGE_BYTES) / 2 ** 20);
}

/** So many products that a search which finds none takes its time. */
async function fillCatalogue({ query }: Rig): Promise<void> {
  for (let products = 1; products < PRODUCTS; products *= 2) {
    await query(
      `INSERT INTO products (name, description, price, image_url, category)
       SELECT CONCAT('램프 ', product_id), description, price, image_url, category FROM products`,
    );
  }
}
