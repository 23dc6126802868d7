import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Book, type Intention, orderOf } from '../rig/book';
import { cancelCall } from '../rig/calls';
import { callsBetween } from '../rig/pace';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const LIMIT_MS = 30_000;
/** Orders are refused while the oldest has been waiting for 5 s; it may have waited a little before it was held. */
const LATE_AFTER_MS = 4_000;
/** An instance believes for a second what it knows of the oldest order. */
const KNOWN_TO_ALL_MS = { least: 2_000, most: 3_000 };
const REPEATS = 20;
const HELD = { point: 'settlement begun', action: 'wait' } as const;

export const overloadSettlement: Scenario = {
  name: 'overload-settlement',
  promise: 'takes in no order while those that it has wait too long, answers repeats all the same, and opens by itself',
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const broken: string[] = [];
    const books: Book[] = [];
    const figures = { 'orders refused while others waited': 0, 'repeats answered meanwhile': 0 };
    for (let round = 0; round < length; round++) {
      const buyers = rig.buyers({ products, buyers: 10, waiting: 0, larger: 0, cancelled: 0 });
      const acknowledged = (): Intention[] => buyers.book.intentions.filter((one) => orderOf(one) !== undefined);
      await until(() => acknowledged().length >= REPEATS, { what: 'orders are taken in', limitMs: LIMIT_MS });
      const heldAt = performance.now();
      await Promise.all(rig.instances.map((one) => one.arm({ ...HELD, times: 1_000 })));
      rig.note('no order is settled any more');
      const refusals = (): number => refusedSince(buyers.book, heldAt);
      await until(() => refusals() > 0, { what: 'new orders are refused', limitMs: LIMIT_MS });
      const first = Math.round(performance.now() - heldAt);
      rig.note(`new orders are refused after ${first} ms`);
      if (first < LATE_AFTER_MS) broken.push(`new orders were refused after only ${first} ms`);
      await pause(rig.random.between(KNOWN_TO_ALL_MS.least, KNOWN_TO_ALL_MS.most));
      broken.push(...(await repeated(rig, acknowledged().slice(-REPEATS))));
      broken.push(...(await othersGoOn(rig, acknowledged()[0] as Intention)));
      await Promise.all(rig.instances.map((one) => one.disarm()));
      const freedAt = performance.now();
      rig.note(`orders are settled again; ${refusals()} were refused`);
      const taken = (): boolean => callsBetween(buyers.book, freedAt, Infinity).some(({ outcome }) => outcome === 'ok');
      await until(taken, { what: 'new orders are taken in again', limitMs: LIMIT_MS });
      rig.note(`new orders are taken in again after ${Math.round(performance.now() - freedAt)} ms`);
      figures['orders refused while others waited'] += refusals();
      figures['repeats answered meanwhile'] += REPEATS;
      books.push(await buyers.stop());
    }
    const verdict = await rig.judge(...books);
    return { broken: [...broken, ...verdict.broken], figures: { ...verdict.figures, ...figures } };
  },
};

function refusedSince(book: Book, from: number): number {
  return callsBetween(book, from, Infinity).filter(({ code }) => code === 'SERVICE_UNAVAILABLE').length;
}

/** Asks again for orders that exist, by their keys, of each instance; and for one that does not, to be sure. */
async function repeated(rig: Rig, known: readonly Intention[]): Promise<string[]> {
  const broken: string[] = [];
  const [{ items: some }] = known as [Intention];
  const another = { 'idempotency-key': randomUUID() };
  const { status, headers } = await rig.buyer(1).post('/api/orders/products', { orderItems: some }, another);
  if (status !== 503) broken.push(`the fault did not happen: a new order was answered ${status}`);
  else if (!(Number(headers.get('retry-after')) >= 1)) broken.push('a refused order was not told when to come again');
  for (const [index, intention] of known.entries()) {
    const { userId, items, key } = intention;
    if (key === undefined) continue;
    const buyer = rig.buyer(userId, index % rig.instances.length);
    const answer = await buyer.post('/api/orders/products', { orderItems: items }, { 'idempotency-key': key });
    const told = `${answer.status} ${answer.body.orderId ?? answer.body.code}`;
    if (answer.body.orderId !== orderOf(intention)) broken.push(`a repeat of order ${orderOf(intention)}: ${told}`);
  }
  return broken;
}

/** Who has an order sees it and may cancel it. */
async function othersGoOn(rig: Rig, intention: Intention): Promise<string[]> {
  const { userId, cancels } = intention;
  const orderId = orderOf(intention);
  const { status } = await rig.buyer(userId).get(`/api/orders/${orderId}`);
  const cancel = await cancelCall({ address: rig.at(0).address, token: rig.token(userId) }, orderId);
  cancels.push(cancel);
  return [
    ...(status === 200 ? [] : [`a look at order ${orderId}: ${status}`]),
    ...(cancel.outcome === 'ok' ? [] : [`the cancel of order ${orderId}: ${cancel.status} ${cancel.code}`]),
  ];
}
