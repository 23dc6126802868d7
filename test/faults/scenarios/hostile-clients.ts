import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Buyers } from '../rig/buyers';
import { callsBetween, p99 } from '../rig/pace';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const BUYERS = 4;
const MEASURED = 300;
const ATTACK_MS = 6_000;
const LIMIT_MS = 40_000;
const PRODUCTS = 100_000;
/** Compared with the same sale a moment earlier; the milliseconds allow for the attacker's share of two processors. */
const SLOWER = { times: 1.5, plus: 60 };
const MEMORY = { times: 1.3, plus: 20 };
const PAGE_BYTES = 4_096;
const SAMPLE_EVERY_MS = 50;

/** What one client does, and the answers that show that it was refused for the right reason. */
const ATTACKS: readonly { readonly kind: string; readonly refusals: readonly string[] }[] = [
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
    await measured(rig, buyers);
    for (let round = 0; round < length; round++) {
      for (const attack of ATTACKS) broken.push(...(await underAttack(rig, buyers, attack)));
    }
    const result = await rig.verify(await buyers.stop());
    return { broken: [...broken, ...result.broken], figures: result.figures };
  },
};

async function underAttack(rig: Rig, buyers: Buyers, { kind, refusals }: (typeof ATTACKS)[number]): Promise<string[]> {
  await rig.at(0).collectGarbage();
  const before = await measured(rig, buyers);
  const child = fork(join(__dirname, '../rig/hostile-process.cjs'), [], { execArgv: [] });
  child.send({ kind, port: Number(new URL(rig.at(0).address).port), tokens: [rig.token(1)] });
  const beside = await measured(rig, buyers, ATTACK_MS);
  const received = once(child, 'message') as Promise<[{ readonly answers: Readonly<Record<string, number>> }]>;
  child.send({ stop: true });
  const [{ answers }] = await received;
  rig.note(
    `${kind} (${JSON.stringify(answers)}): p99 of orders ${before.p99} → ${beside.p99} ms, ` +
      `memory ${before.memory} → ${beside.memory} MiB`,
  );
  return [
    ...refusals.filter((status) => answers[status] === undefined).map((status) => `${kind}: no answer was ${status}`),
    ...(beside.p99 > before.p99 * SLOWER.times + SLOWER.plus
      ? [`${kind}: the p99 of orders rose from ${before.p99} to ${beside.p99} ms`]
      : []),
    ...(beside.memory > before.memory * MEMORY.times + MEMORY.plus
      ? [`${kind}: the memory rose from ${before.memory} to ${beside.memory} MiB`]
      : []),
  ];
}

/** The orders and the largest memory, in MiB, of a while in which at least `MEASURED` orders are answered. */
async function measured(rig: Rig, { log }: Buyers, ms = 0): Promise<{ p99: number; memory: number }> {
  const begun = performance.now();
  let memory = 0;
  const calls = (): ReturnType<typeof callsBetween> => callsBetween(log, begun, Infinity);
  const isDone = (): boolean => {
    memory = Math.max(memory, residentMiB(rig.at(0).pid));
    return performance.now() - begun >= ms && calls().length >= MEASURED;
  };
  await until(isDone, { what: `${MEASURED} orders`, limitMs: LIMIT_MS });
  await pause(SAMPLE_EVERY_MS);
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
