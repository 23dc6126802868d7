import { setTimeout as pause } from 'node:timers/promises';
import { answersFromNow } from '../rig/answers';
import { median, quotients } from '../rig/figures';
import { Loader, type LoadResult } from '../rig/load';
import type { Rig } from '../rig/rig';
import { atMost, type Details, type Outcome } from '../row';
import { credentials } from './buyers-with-passwords';
import { orderLoad } from '../rig/order-load';
import { assertAllCompleted, ordersPerSecond } from './order-completed';

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
  const rate = Math.floor((await ordersPerSecond(rig, productId, ORDERS)) / 2);
  const orders = (): Promise<LoadResult> =>
    rig.loader.runAll({ ...orderLoad(rig, productId, rate * SECONDS), rate, evenly: true }, 202);
  const [alone, beside]: [LoadResult[], LoadResult[]] = [[], []];
  let answers: Details = {};
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

/** Logins with right and wrong passwords, as fast as possible, from a process that ends with them. */
class Flood {
  private constructor(
    private readonly loader: Loader,
    private readonly answers: () => Promise<Details>,
  ) {}

  static async begin(rig: Rig, accounts: number): Promise<Flood> {
    const flood = new Flood(new Loader(), await answersFromNow(rig, '/api/auth/login', 'logins beside'));
    const load = { url: `${rig.server.address}/api/auth/login`, method: 'POST', connections: FLOODERS } as const;
    // The process is ended before it has sent them all.
    void flood.loader
      .run({ ...load, amount: 1_000_000, bodies: credentials(accounts, { mistyped: true }) })
      .catch(() => undefined);
    await pause(FLOOD_BEGINS_MS);
    return flood;
  }

  /** Answers per second, by status. */
  async end(): Promise<Details> {
    const answers = await this.answers();
    this.loader.close();
    return answers;
  }
}
