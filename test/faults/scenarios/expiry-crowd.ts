import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CallLog, isConfirmed, type PurchaseAttempt } from '../rig/call-log';
import { type CallTarget, orderCall } from '../rig/calls';
import { killAt } from '../rig/expected-fault';
import type { Point } from '../rig/fault-points';
import { PAYING } from '../rig/payers';
import { chargeCall, newPaymentLog, type PaymentLog } from '../rig/payment-calls';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const UNITS = 10_000;
const PRICE = 10_000;
/** Of the buyers who come back: each buys this many units with points alone. */
const BOUGHT_AT_ONCE = 50;
const CONCURRENT = 48;
const LIMIT_MS = 120_000;
const POINTS: readonly Point[] = ['reservations due', 'reservations expired', 'stock returned'];

export const expiryCrowd: Scenario = {
  name: 'expiry-crowd',
  promise: 'gives 10,000 units back once each when their reservations end within a second, and sells them all again',
  rig: { instances: 3, variables: PAYING },
  async run(rig) {
    const productId = await rig.stock(UNITS);
    const reserved = new CallLog();
    await crowd(UNITS, (index) => reserve(rig, reserved, productId, index));
    rig.note(`${reserved.attempts.filter(isConfirmed).length} units are reserved`);
    await rig.completed();
    const again = newPaymentLog();
    await crowd(UNITS / BOUGHT_AT_ONCE, (index) => charge(rig, again, index + 1));
    // Within the same second, by the database's clock.
    await rig.query(
      'UPDATE order_reservations SET reserved_until = NOW(3) + INTERVAL 2 SECOND + INTERVAL MOD(order_id, 1000) * 1000 MICROSECOND',
    );
    const bought = crowd(UNITS / BOUGHT_AT_ONCE, (index) => buy(rig, again, productId, index + 1));
    for (const [index, point] of POINTS.entries()) await kill(rig, index, point);
    await bought;
    const [left] = await rig.query<{ quantity: number }>('SELECT quantity FROM stocks WHERE product_id = ?', [
      productId,
    ]);
    const result = await rig.verify(reserved, again.calls);
    const broken = left?.quantity === 0 ? [] : [`${left?.quantity} of ${UNITS} units were not sold again`];
    return { ...result, broken: [...result.broken, ...broken, ...(await untruePayments([again], rig.query))] };
  },
};

/** So many calls, some of them at the same time. */
async function crowd(calls: number, call: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < calls) await call(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENT }, one));
}

/** The poller's work moves to another instance when one dies, so whichever comes to the point is killed. */
async function kill(rig: Rig, index: number, point: Point): Promise<void> {
  const victims = rig.instances.map((_, number) => rig.at((index + number) % rig.instances.length));
  const died = await Promise.any(
    victims.map(async (victim) => {
      await killAt(victim, { point, skip: rig.random.between(0, 1) });
      return victim;
    }),
  ).catch(() => undefined);
  if (died === undefined) {
    rig.note(`no instance came to: ${point}`);
    return;
  }
  rig.note(`${died.name} killed at: ${point}`);
  await Promise.all(rig.instances.map((one) => (one.alive ? one.removeFaults().catch(() => undefined) : one.start())));
}

async function reserve(rig: Rig, log: CallLog, productId: number, index: number): Promise<void> {
  const attempt = log.add(1_001 + (index % 1_000), [{ productId, quantity: 1 }], randomUUID());
  await untilKnown(attempt, () => {
    return orderCall(targetOf(rig, attempt.userId), attempt.items, { 'idempotency-key': attempt.key });
  });
}

async function charge(rig: Rig, log: PaymentLog, userId: number): Promise<void> {
  const amount = BOUGHT_AT_ONCE * PRICE;
  const key = randomUUID();
  log.charged.set(userId, amount);
  await until(async () => (await chargeCall(targetOf(rig, userId), amount, key)).outcome === 'ok', {
    what: `the points of user ${userId}`,
    limitMs: LIMIT_MS,
  });
}

/** Orders again and again until it gets its units, which are paid with points at once. */
async function buy(rig: Rig, log: PaymentLog, productId: number, userId: number): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  const items = [{ productId, quantity: BOUGHT_AT_ONCE }];
  while (performance.now() < end) {
    const attempt = log.calls.add(userId, items, randomUUID());
    const headers = { 'idempotency-key': attempt.key, prefer: 'wait=5' };
    await untilKnown(attempt, () =>
      orderCall(targetOf(rig, userId), items, headers, { usePoints: BOUGHT_AT_ONCE * PRICE }),
    );
    const last = attempt.calls.at(-1);
    if (last?.orderStatus === 'ORDER_SUCCESS') return;
    if (last?.orderStatus === 'ORDER_BEFORE' && (await isKept(rig, last.orderId))) return;
    await pause(rig.random.between(100, 400));
  }
}

/** Of an order whose decision the buyer has not waited for. */
async function isKept(rig: Rig, orderId: number | undefined): Promise<boolean> {
  let status = '';
  const isDecided = async (): Promise<boolean> => {
    const [order] = await rig.query<{ status: string }>('SELECT status FROM orders WHERE order_id = ?', [orderId]);
    status = order?.status ?? '';
    return status !== 'ORDER_BEFORE';
  };
  await until(isDecided, { what: `the decision of order ${orderId}`, limitMs: LIMIT_MS });
  return status === 'ORDER_SUCCESS';
}

async function untilKnown(attempt: PurchaseAttempt, call: () => ReturnType<typeof orderCall>): Promise<void> {
  for (;;) {
    const made = await call();
    attempt.calls.push(made);
    if (made.outcome !== 'unknown' && made.code !== 'IDEMPOTENCY_IN_PROGRESS') return;
    await pause(100);
  }
}

function targetOf(rig: Rig, userId: number): CallTarget {
  return { address: rig.addressInService(rig.random), token: rig.token(userId) };
}
