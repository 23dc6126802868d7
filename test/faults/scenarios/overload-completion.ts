import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type CallLog, type PurchaseAttempt, orderOf } from '../rig/call-log';
import { cancelCall } from '../rig/calls';
import { callsBetween } from '../rig/pace';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const LIMIT_MS = 30_000;
/** Orders are refused while the oldest has waited for 5 s; it may have waited a little before its pause. */
const LATE_AFTER_MS = 4_000;
/** An instance caches the age of the oldest order for a second. */
const KNOWN_TO_ALL_MS = { least: 2_000, most: 3_000 };
const REPEATS = 20;
const PAUSE = { point: 'completion begun', action: 'wait' } as const;

export const overloadCompletion: Scenario = {
  name: 'overload-completion',
  promise: 'refuses new orders while others wait too long for their decision, answers repeats, and recovers by itself',
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const broken: string[] = [];
    const logs: CallLog[] = [];
    const figures = { 'orders refused while others waited': 0, 'repeats answered meanwhile': 0 };
    for (let round = 0; round < length; round++) {
      const buyers = rig.buyers({ products, buyers: 10, waiting: 0, larger: 0, cancelled: 0 });
      const confirmed = (): PurchaseAttempt[] => buyers.log.attempts.filter((one) => orderOf(one) !== undefined);
      await until(() => confirmed().length >= REPEATS, { what: 'orders are accepted', limitMs: LIMIT_MS });
      const pausedAt = performance.now();
      await Promise.all(rig.instances.map((one) => one.inject({ ...PAUSE, times: 1_000 })));
      rig.note('no order is completed any more');
      const refusals = (): number => refusedSince(buyers.log, pausedAt);
      await until(() => refusals() > 0, { what: 'new orders are refused', limitMs: LIMIT_MS });
      const first = Math.round(performance.now() - pausedAt);
      rig.note(`new orders are refused after ${first} ms`);
      if (first < LATE_AFTER_MS) broken.push(`new orders were refused after only ${first} ms`);
      await pause(rig.random.between(KNOWN_TO_ALL_MS.least, KNOWN_TO_ALL_MS.most));
      broken.push(...(await repeated(rig, confirmed().slice(-REPEATS))));
      broken.push(...(await otherRequestsWork(rig, confirmed()[0] as PurchaseAttempt)));
      await Promise.all(rig.instances.map((one) => one.removeFaults()));
      const freedAt = performance.now();
      rig.note(`orders are completed again; ${refusals()} were refused`);
      const accepted = (): boolean =>
        callsBetween(buyers.log, freedAt, Infinity).some(({ outcome }) => outcome === 'ok');
      await until(accepted, { what: 'new orders are accepted again', limitMs: LIMIT_MS });
      rig.note(`new orders are accepted again after ${Math.round(performance.now() - freedAt)} ms`);
      figures['orders refused while others waited'] += refusals();
      figures['repeats answered meanwhile'] += REPEATS;
      logs.push(await buyers.stop());
    }
    const result = await rig.verify(...logs);
    return { broken: [...broken, ...result.broken], figures: { ...result.figures, ...figures } };
  },
};

function refusedSince(log: CallLog, from: number): number {
  return callsBetween(log, from, Infinity).filter(({ code }) => code === 'SERVICE_UNAVAILABLE').length;
}

/** Repeats existing orders by their keys on each instance, and sends a new one, which must be refused. */
async function repeated(rig: Rig, known: readonly PurchaseAttempt[]): Promise<string[]> {
  const broken: string[] = [];
  const [{ items: some }] = known as [PurchaseAttempt];
  const another = { 'idempotency-key': randomUUID() };
  const { status, headers } = await rig.buyer(1).post('/api/orders/products', { orderItems: some }, another);
  if (status !== 503) broken.push(`the fault did not happen: a new order was answered ${status}`);
  else if (!(Number(headers.get('retry-after')) >= 1)) broken.push('a refused order had no Retry-After');
  for (const [index, attempt] of known.entries()) {
    const { userId, items, key } = attempt;
    if (key === undefined) continue;
    const buyer = rig.buyer(userId, index % rig.instances.length);
    const answer = await buyer.post('/api/orders/products', { orderItems: items }, { 'idempotency-key': key });
    const got = `${answer.status} ${answer.body.orderId ?? answer.body.code}`;
    if (answer.body.orderId !== orderOf(attempt)) broken.push(`a repeat of order ${orderOf(attempt)}: ${got}`);
  }
  return broken;
}

/** The owner of an order still reads and cancels it. */
async function otherRequestsWork(rig: Rig, attempt: PurchaseAttempt): Promise<string[]> {
  const { userId, cancels } = attempt;
  const orderId = orderOf(attempt);
  const { status } = await rig.buyer(userId).get(`/api/orders/${orderId}`);
  const cancel = await cancelCall({ address: rig.at(0).address, token: rig.token(userId) }, orderId);
  cancels.push(cancel);
  return [
    ...(status === 200 ? [] : [`a read of order ${orderId}: ${status}`]),
    ...(cancel.outcome === 'ok' ? [] : [`the cancel of order ${orderId}: ${cancel.status} ${cancel.code}`]),
  ];
}
