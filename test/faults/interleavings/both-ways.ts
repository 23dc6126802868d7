import type { Rig } from '../rig/rig';
import type { Interleaving } from './interleaving';

const PRODUCTS = 8;
const ORDERS = 2_000;

/** Orders for the same products in every order, on two instances that no lock queues. */
export const bothWaysRound: Interleaving = {
  name: 'the same products, both ways round',
  async run(rig) {
    const products: number[] = [];
    for (let number = 0; number < PRODUCTS; number++) products.push(await rig.stock(10_000));
    for (const { toRedis } of rig.instances) toRedis.cut();
    rig.note('no Redis, so no lock: two instances sell the same products at once');
    const before = await reruns(rig);
    const shopping = { buyers: 40, orders: ORDERS / 2, larger: 1, cancelled: 0, waiting: 0, thinkMs: 0 };
    const upwards = rig.buyers({ ...shopping, products });
    const downwards = rig.buyers({ ...shopping, products: [...products].reverse() });
    const books = [await upwards.done(), await downwards.done()];
    await rig.settled();
    const again = (await reruns(rig)) - before;
    for (const { toRedis } of rig.instances) toRedis.mend();
    return { books, broken: again === 0 ? [] : [`${again} transactions ran into a deadlock and were run again`] };
  },
};

async function reruns(rig: Rig): Promise<number> {
  const counts = await Promise.all(
    rig.instances.map((instance) => instance.metric('hotdeal_transaction_retries_total')),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
