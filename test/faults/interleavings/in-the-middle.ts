import { setTimeout as pause } from 'node:timers/promises';
import type { Interleaving } from './interleaving';
import { until } from '../../servers/until';

const FROZEN_MS = 2_000;
const LIMIT_MS = 15_000;

/** One instance stops between what it read and what it writes, until its lock has expired and the other has sold. */
export const frozenInTheMiddle: Interleaving = {
  name: 'frozen in the middle of a sale',
  async run(rig) {
    const [one, other] = [rig.at(0), rig.at(1)];
    const product = await rig.stock(10);
    await one.arm({ point: 'statements sent', action: 'freeze', about: 'UPDATE stocks SET quantity' });
    const shopping = { products: [product], cancelled: 0, larger: 0, waiting: 0, thinkMs: 0 };
    const first = rig.buyers({ ...shopping, buyers: 10, orders: 10, address: () => one.address });
    await until(() => one.frozen, { what: `${one.name} is frozen`, limitMs: LIMIT_MS });
    rig.note(`${one.name} frozen between reading the shelf and writing it, the lock in its hands`);
    const second = rig.buyers({ ...shopping, buyers: 15, orders: 15, address: () => other.address });
    await pause(FROZEN_MS);
    one.thaw();
    return { books: [await first.done(), await second.done()] };
  },
};
