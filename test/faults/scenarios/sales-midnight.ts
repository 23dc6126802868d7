import { setTimeout as pause } from 'node:timers/promises';
import { CallLog, isConfirmed, orderOf, type PurchaseAttempt } from '../rig/call-log';
import { cancelCall, orderCall } from '../rig/calls';
import { untilMidnightMs, withDaysShifted } from '../rig/days';
import { killAt } from '../rig/expected-fault';
import type { Point } from '../rig/fault-points';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const DAY_MS = 86_400_000;
const BEFORE_MIDNIGHT_MS = 12_000;
const AFTER_MIDNIGHT_MS = 1_000;
/** Orders that are sold before midnight and cancelled after it. */
const REGRETTED = 10;
const POINTS: readonly Point[] = ['stock committed', 'completion begun', 'events published', 'order completed'];

interface Ranking {
  readonly items: readonly { readonly productId: number; readonly soldCount: number }[];
}

export const salesMidnight: Scenario = {
  name: 'sales-midnight',
  promise:
    'counts each order once, on its day, when instances die around midnight and orders are cancelled a day later',
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(1_000_000), await rig.stock(200 * length)];
    const regretted = new CallLog();
    const broken: string[] = [];
    for (let round = 0; round < length; round++) {
      const buyers = rig.buyers({ products, buyers: 12, cancelled: 0.3, thinkMs: 50 });
      const attempts = await Promise.all(
        Array.from({ length: REGRETTED }, (_, index) => sell(rig, regretted, round * REGRETTED + index, products)),
      );
      const shiftMs = await beginBeforeMidnight(rig, round);
      const midnight = performance.now() + BEFORE_MIDNIGHT_MS;
      await killAtPoints(rig, shiftMs, midnight);
      await pause(Math.max(0, midnight + AFTER_MIDNIGHT_MS - performance.now()));
      rig.note('midnight has passed');
      await Promise.all(attempts.map((attempt) => cancel(rig, attempt)));
      await killAtPoints(rig, shiftMs, Infinity);
      const log = await buyers.stop();
      regretted.attempts.push(...log.attempts);
    }
    // The instances must not be restarted before: their day would be another one.
    await rig.completed().catch((late: Error) => broken.push(late.message));
    broken.push(...(await wrongDays(rig, length)), ...(await wrongRanking(rig)));
    const result = await rig.verify(regretted);
    return { ...result, broken: [...broken, ...result.broken] };
  },
};

/** Makes the day of all instances end soon. Each round is a day later than the one before. */
async function beginBeforeMidnight(rig: Rig, round: number): Promise<number> {
  const shiftMs = untilMidnightMs() - BEFORE_MIDNIGHT_MS + round * DAY_MS;
  await Promise.all(rig.instances.map((instance) => instance.shiftDays(shiftMs)));
  rig.note(`the day ends in ${BEFORE_MIDNIGHT_MS / 1_000} s`);
  return shiftMs;
}

async function sell(rig: Rig, log: CallLog, index: number, products: readonly number[]): Promise<PurchaseAttempt> {
  const userId = 4_800 + index;
  const attempt = log.add(userId, [{ productId: products[index % 2] ?? 0, quantity: 2 }], `regretted-${userId}`);
  await untilKnown(attempt, async () => {
    const target = { address: rig.addressInService(rig.random), token: rig.token(userId) };
    const headers = { prefer: 'wait=5', 'idempotency-key': attempt.key };
    attempt.calls.push(await orderCall(target, attempt.items, headers));
  });
  return attempt;
}

async function cancel(rig: Rig, attempt: PurchaseAttempt): Promise<void> {
  for (;;) {
    const target = { address: rig.addressInService(rig.random), token: rig.token(attempt.userId) };
    const call = await cancelCall(target, orderOf(attempt));
    attempt.cancels.push(call);
    if (call.outcome !== 'unknown') return;
    await pause(100);
  }
}

async function untilKnown(attempt: PurchaseAttempt, call: () => Promise<void>): Promise<void> {
  while (!isConfirmed(attempt)) {
    await call();
    if (!isConfirmed(attempt)) await pause(100);
  }
}

/** One instance after the other dies at a point of a sale, until this instant. */
async function killAtPoints(rig: Rig, shiftMs: number, until: number): Promise<void> {
  for (const [index, point] of POINTS.entries()) {
    if (performance.now() > until) return;
    const victim = rig.at(index % rig.instances.length);
    await killAt(victim, { point, skip: rig.random.between(0, 5) });
    rig.note(`${victim.name} killed at: ${point}`);
    await victim.start(withDaysShifted(shiftMs));
  }
}

/** Orders were sold on both sides of each midnight, or the scenario has proved nothing. */
async function wrongDays(rig: Rig, rounds: number): Promise<string[]> {
  const days = await rig.query('SELECT DISTINCT sold_on FROM orders WHERE sold_on IS NOT NULL');
  return days.length > rounds ? [] : [`orders were sold on ${days.length} days`];
}

/** The ranking of the last day is the sum of its orders. */
async function wrongRanking(rig: Rig): Promise<string[]> {
  // The list may be a second old.
  await pause(1_100);
  const listed = await Promise.all(
    rig.instances.map(async (_, number) => (await rig.buyer(1, number).get('/api/rankings/products')).body as Ranking),
  );
  const sold = await rig.query<{ productId: number; units: string }>(
    `SELECT product_id AS productId, SUM(quantity) AS units
     FROM orders JOIN order_items ON order_items.order_id = orders.order_id
     WHERE status = 'ORDER_SUCCESS' AND sold_on = (SELECT MAX(sold_on) FROM sales_by_day)
     GROUP BY product_id ORDER BY units DESC, product_id DESC`,
  );
  const expected = sold.map(({ productId, units }) => `${productId}: ${units}`).join();
  return listed.flatMap(({ items }) => {
    const found = items.map(({ productId, soldCount }) => `${productId}: ${soldCount}`).join();
    return found === expected && found !== '' ? [] : [`the ranking is ${found}, and the orders say ${expected}`];
  });
}
