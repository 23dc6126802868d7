import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../servers/until';
import type { Rig } from '../rig/rig';
import type { Interleaving } from './interleaving';

const FROZEN_MS = 2_000;
const LIMIT_MS = 15_000;

/** One instance freezes between its read and its write, until its lock has expired and the other one has sold. */
export const frozenMidSale: Interleaving = {
  name: 'frozen in the middle of a sale',
  async run(rig) {
    const [one, other] = [rig.at(0), rig.at(1)];
    const product = await rig.stock(10);
    await one.inject({ point: 'statements due', action: 'freeze', containing: 'UPDATE stocks SET quantity' });
    const shopping = { products: [product], cancelled: 0, larger: 0, waiting: 0, thinkMs: 0 };
    const first = rig.buyers({ ...shopping, buyers: 10, orders: 10, address: () => one.address });
    await until(() => one.frozen, { what: `${one.name} is frozen`, limitMs: LIMIT_MS });
    rig.note(`${one.name} frozen with the lock, after reading the stock and before writing it`);
    const second = rig.buyers({ ...shopping, buyers: 15, orders: 15, address: () => other.address });
    await pause(FROZEN_MS);
    one.thaw();
    return { logs: [await first.done(), await second.done()] };
  },
};

const PRODUCTS = 8;
const ORDERS = 2_000;

/** Orders list the same products in opposite order, on two instances without a common lock. */
export const oppositeProductOrder: Interleaving = {
  name: 'the same products in opposite order',
  async run(rig) {
    const products: number[] = [];
    for (let number = 0; number < PRODUCTS; number++) products.push(await rig.stock(10_000));
    for (const { toRedis } of rig.instances) toRedis.cut();
    rig.note('without Redis there is no lock, so two instances sell the same products at once');
    const before = await retries(rig);
    const shopping = { buyers: 40, orders: ORDERS / 2, larger: 1, cancelled: 0, waiting: 0, thinkMs: 0 };
    const upwards = rig.buyers({ ...shopping, products });
    const downwards = rig.buyers({ ...shopping, products: [...products].reverse() });
    const logs = [await upwards.done(), await downwards.done()];
    await rig.completed();
    const retried = (await retries(rig)) - before;
    for (const { toRedis } of rig.instances) toRedis.mend();
    return { logs, broken: retried === 0 ? [] : [`${retried} transactions deadlocked and ran again`] };
  },
};

async function retries(rig: Rig): Promise<number> {
  const counts = await Promise.all(
    rig.instances.map((instance) => instance.metric('hotdeal_transaction_retries_total')),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
