import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Book, orderOf } from '../rig/book';
import { cancelCall, type Door, orderCall } from '../rig/calls';
import { until } from '../../servers/until';
import type { Interleaving } from './interleaving';

const LIMIT_MS = 20_000;
/** Long enough for the other side to run into what is held. */
const HEAD_START_MS = 500;

const single = { buyers: 1, orders: 1, cancelled: 0, larger: 0, unkeyed: 0, waiting: 0 };

/** Nobody may act upon an order that is not committed: its instance dies before the commit. */
export const deadBeforeTheCommit: Interleaving = {
  name: 'published, and dead before the commit',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    const published = one.reached('published');
    await one.arm({ point: 'published', action: 'wait', about: 'order.placed' });
    const buyers = rig.buyers({ ...single, products: [product], address: () => one.address });
    await published;
    await pause(HEAD_START_MS);
    await one.kill();
    rig.note(`${one.name} killed after the facts were stored and before their transaction committed`);
    await one.start();
    return { books: [await buyers.done()] };
  },
};

/** The delivery must outlive who dies between its two commits. */
export const deadBetweenTwoCommits: Interleaving = {
  name: 'dead between the stock and the settlement',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    await one.arm({ point: 'settlement begun', action: 'kill' });
    const buyers = rig.buyers({ ...single, products: [product], buyers: 3, orders: 3, address: () => one.address });
    await one.dead(LIMIT_MS);
    rig.note(`${one.name} killed with the stock taken and the orders unsettled`);
    await one.start();
    return { books: [await buyers.stop()] };
  },
};

/** A delivery that comes again must not bring the units back twice. */
export const deadAfterGivingBack: Interleaving = {
  name: 'dead after giving back, before the mark',
  async run(rig) {
    const product = await rig.stock(5);
    await Promise.all(rig.instances.map((instance) => instance.arm({ point: 'stock given back', action: 'kill' })));
    const buyers = rig.buyers({ ...single, products: [product], cancelled: 1 });
    await until(() => rig.instances.some(({ alive }) => !alive), { what: 'one is dead', limitMs: LIMIT_MS });
    rig.note('an instance killed with the units back on the shelf and the delivery not marked');
    await rig.heal();
    return { books: [await buyers.done()] };
  },
};

/** The same request at the same moment on two instances. */
export const oneKeyOnTwoInstances: Interleaving = {
  name: 'one key on two instances',
  async run(rig) {
    const [one, other] = [rig.at(0), rig.at(1)];
    const product = await rig.stock(5);
    const published = one.reached('published');
    await one.arm({ point: 'published', action: 'wait', about: 'order.placed' });
    const book = new Book();
    const items = [{ productId: product, quantity: 1 }];
    const intention = book.open(1, items, randomUUID());
    const order = async (number: number): Promise<void> => {
      const door = { address: rig.at(number).address, token: rig.token(1) };
      intention.calls.push(await orderCall(door, items, { 'idempotency-key': intention.key }));
    };
    const first = order(0);
    await published;
    const second = order(1);
    await pause(HEAD_START_MS);
    rig.note(`one key: ${one.name} has written its order and not committed, ${other.name} writes its own`);
    await one.release('published');
    await Promise.all([first, second]);
    return { books: [book] };
  },
};

/** What the buyer has been told about the cancel stays true when the stock's answer comes late. */
export const cancelledBeforeItIsSettled: Interleaving = {
  name: 'cancelled between the stock and the settlement',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    const begun = one.reached('settlement begun');
    await one.arm({ point: 'settlement begun', action: 'wait' });
    const book = new Book();
    const items = [{ productId: product, quantity: 1 }];
    const intention = book.open(1, items, undefined);
    const door = (number: number): Door => ({ address: rig.at(number).address, token: rig.token(1) });
    intention.calls.push(await orderCall(door(0), items, {}));
    await begun;
    intention.cancels.push(await cancelCall(door(1), orderOf(intention)));
    rig.note(`an order cancelled with its stock taken and its settlement held`);
    await one.release('settlement begun');
    return { books: [book] };
  },
};

/** A COMMIT that reaches the database when its sender has long been told that the connection is gone. */
export const commitOnItsWay: Interleaving = {
  name: 'a commit still on its way',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    const published = one.reached('published');
    await one.arm({ point: 'published', action: 'wait', about: 'order.placed' });
    const buyers = rig.buyers({ ...single, products: [product], unkeyed: 1, address: () => one.address });
    await published;
    one.toDatabase.doubtCommits(1, 'late');
    rig.note('the connection broken at the COMMIT of an order, which arrives a second later');
    await one.release('published');
    const book = await buyers.done();
    await until(() => one.toDatabase.counts.arrivedLate > 0, { what: 'the late commit', limitMs: LIMIT_MS });
    return { books: [book] };
  },
};

/** What the waiting buyer is told is what the database says. */
export const waitingForTheLastUnit: Interleaving = {
  name: 'two wait for one unit',
  async run(rig) {
    const product = await rig.stock(1);
    const buyers = rig.buyers({ ...single, products: [product], buyers: 6, orders: 6, waiting: 1, thinkMs: 0 });
    return { books: [await buyers.done()] };
  },
};
