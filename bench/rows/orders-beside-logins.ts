import { setTimeout as pause } from 'node:timers/promises';
import { median, quotients } from '../rig/figures';
import { Loader, type LoadResult } from '../rig/load';
import type { Rig } from '../rig/rig';
import { atMost, type Outcome } from '../row';
import { credentials } from './buyers-with-passwords';
import { orderLoad } from '../rig/order-load';
import { assertAllCompleted, orderSide } from './order-completed';

const UNITS = 1_000_000;
const ORDERS = 8_000;
const ROUNDS = 5;
const SECONDS = 3;
/** connections of the flood, each with its next request as soon as the last one is answered */
const FLOODERS = 64;
const FLOOD_BEGINS_MS = 1_000;

/** The latency of orders at half of the maximum throughput, with a flood of logins and without. */
export async function ordersBesideLogins(rig: Rig, accounts: number): Promise<Outcome> {
  const productId = await rig.stock(UNITS);
  const rate = Math.floor((await capacity(rig, productId)) / 2);
  const orders = (): Promise<LoadResult> =>
    rig.loader.runAll({ ...orderLoad(rig, productId, rate * SECONDS), rate, evenly: true }, 202);
  const [alone, beside]: [LoadResult[], LoadResult[]] = [[], []];
  let answers: Record<string, number> = {};
  for (let round = 1; round <= ROUNDS; round++) {
    rig.progress(`round ${round} of ${ROUNDS}: ${rate} orders/s`);
    await rig.idle();
    alone.push(await orders());
    rig.progress(`round ${round} of ${ROUNDS}: ${rate} orders/s beside logins`);
    await rig.idle();
    const flood = await Flood.begin(rig, accounts);
    beside.push(await orders());
    answers = await flood.end();
  }
  await rig.idle();
  await assertAllCompleted(rig);
  const p99 = (results: readonly LoadResult[]): number[] => results.map(({ latencyMs }) => latencyMs.p99);
  return {
    findings: [
      {
        what: 'p99 beside',
        rounds: quotients(p99(beside), p99(alone)),
        target: atMost(1.5),
      },
    ],
    details: {
      'orders at half capacity, per s': rate,
      'orders alone, p99, ms': median(p99(alone)),
      'orders beside logins, p99, ms': median(p99(beside)),
      'orders alone, p50, ms': median(alone.map(({ latencyMs }) => latencyMs.p50)),
      'orders beside logins, p50, ms': median(beside.map(({ latencyMs }) => latencyMs.p50)),
      ...answers,
    },
  };
}

/** Orders per second as fast as they are answered; the first run warms up. */
async function capacity(rig: Rig, productId: number): Promise<number> {
  rig.progress('the maximum number of orders per second');
  const { run } = orderSide(rig, productId, ORDERS);
  await run();
  await rig.idle();
  const { seconds } = await run();
  return ORDERS / seconds;
}

/** Logins with right and wrong passwords, as fast as possible, from a process that ends with them. */
class Flood {
  private constructor(
    private readonly rig: Rig,
    private readonly loader: Loader,
    private readonly begun: number,
    private readonly before: Record<string, number>,
  ) {}

  static async begin(rig: Rig, accounts: number): Promise<Flood> {
    const flood = new Flood(rig, new Loader(), performance.now(), await answersToLogins(rig));
    const load = { url: `${rig.server.address}/api/auth/login`, method: 'POST', connections: FLOODERS } as const;
    // The process is ended before it has sent them all.
    void flood.loader
      .run({ ...load, amount: 1_000_000, bodies: credentials(accounts, { mistyped: true }) })
      .catch(() => undefined);
    await pause(FLOOD_BEGINS_MS);
    return flood;
  }

  /** Answers per second, by status. */
  async end(): Promise<Record<string, number>> {
    const seconds = (performance.now() - this.begun) / 1_000;
    const after = await answersToLogins(this.rig);
    this.loader.close();
    return Object.fromEntries(
      Object.entries(after).map(([status, number]) => [
        `logins beside, answered ${status}, per s`,
        Math.round(((number - (this.before[status] ?? 0)) / seconds) * 10) / 10,
      ]),
    );
  }
}

/** The metric of the server: answers by status. */
async function answersToLogins(rig: Rig): Promise<Record<string, number>> {
  const metrics = await (await fetch(rig.server.metricsAddress)).text();
  const counted = metrics.matchAll(/^http_requests_total\{[^}]*route="\/api\/auth\/login",status="(\d+)"\} (\d+)$/gm);
  return Object.fromEntries([...counted].map(([, status, number]) => [status ?? '', Number(number)]));
}
