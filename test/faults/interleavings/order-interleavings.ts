import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CallLog, orderOf } from '../rig/call-log';
import { cancelCall, type CallTarget, orderCall } from '../rig/calls';
import { until } from '../../servers/until';
import type { Interleaving } from './interleaving';

const LIMIT_MS = 20_000;
/** Long enough for the other side to wait for the row that is locked. */
const HEAD_START_MS = 500;

const single = { buyers: 1, orders: 1, cancelled: 0, larger: 0, unkeyed: 0, waiting: 0 };

/** An event handler must not see an order that is not committed: its instance dies before the commit. */
export const killedBeforeCommit: Interleaving = {
  name: 'killed before the commit',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    const published = one.reached('events published');
    await one.inject({ point: 'events published', action: 'wait', containing: 'order.placed' });
    const buyers = rig.buyers({ ...single, products: [product], address: () => one.address });
    await published;
    await pause(HEAD_START_MS);
    await one.kill();
    rig.note(`${one.name} killed after its events were inserted and before their transaction committed`);
    await one.start();
    return { logs: [await buyers.done()] };
  },
};

/** A publication must survive an instance that dies between its two commits. */
export const killedBetweenCommits: Interleaving = {
  name: 'killed between the stock and the completion',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    await one.inject({ point: 'completion begun', action: 'kill' });
    const buyers = rig.buyers({ ...single, products: [product], buyers: 3, orders: 3, address: () => one.address });
    await one.dead(LIMIT_MS);
    rig.note(`${one.name} killed with the stock taken and the orders not completed`);
    await one.start();
    return { logs: [await buyers.stop()] };
  },
};

/** A publication that is delivered again must not return the units twice. */
export const killedAfterReturn: Interleaving = {
  name: 'killed after returning stock, before the mark',
  async run(rig) {
    const product = await rig.stock(5);
    await Promise.all(rig.instances.map((instance) => instance.inject({ point: 'stock returned', action: 'kill' })));
    const buyers = rig.buyers({ ...single, products: [product], cancelled: 1 });
    await until(() => rig.instances.some(({ alive }) => !alive), { what: 'one instance is dead', limitMs: LIMIT_MS });
    rig.note('an instance killed with the units returned and the publication not marked as completed');
    await rig.heal();
    return { logs: [await buyers.done()] };
  },
};

/** The same request arrives at two instances at the same moment. */
export const oneKeyOnTwoInstances: Interleaving = {
  name: 'one key on two instances',
  async run(rig) {
    const [one, other] = [rig.at(0), rig.at(1)];
    const product = await rig.stock(5);
    const published = one.reached('events published');
    await one.inject({ point: 'events published', action: 'wait', containing: 'order.placed' });
    const log = new CallLog();
    const items = [{ productId: product, quantity: 1 }];
    const attempt = log.add(1, items, randomUUID());
    const order = async (number: number): Promise<void> => {
      const target = { address: rig.at(number).address, token: rig.token(1) };
      attempt.calls.push(await orderCall(target, items, { 'idempotency-key': attempt.key }));
    };
    const first = order(0);
    await published;
    const second = order(1);
    await pause(HEAD_START_MS);
    rig.note(`one key: ${one.name} has inserted its order and not committed, ${other.name} inserts its own`);
    await one.release('events published');
    await Promise.all([first, second]);
    return { logs: [log] };
  },
};

/** A confirmed cancel stays true when the decision of the stock comes late. */
export const cancelledBeforeCompletion: Interleaving = {
  name: 'cancelled between the stock and the completion',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    const begun = one.reached('completion begun');
    await one.inject({ point: 'completion begun', action: 'wait' });
    const log = new CallLog();
    const items = [{ productId: product, quantity: 1 }];
    const attempt = log.add(1, items, undefined);
    const target = (number: number): CallTarget => ({ address: rig.at(number).address, token: rig.token(1) });
    attempt.calls.push(await orderCall(target(0), items, {}));
    await begun;
    attempt.cancels.push(await cancelCall(target(1), orderOf(attempt)));
    rig.note('an order cancelled with its stock taken and its completion paused');
    await one.release('completion begun');
    return { logs: [log] };
  },
};

/** A COMMIT reaches the database after its sender has lost the connection. */
export const lateCommit: Interleaving = {
  name: 'a late commit',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    const published = one.reached('events published');
    await one.inject({ point: 'events published', action: 'wait', containing: 'order.placed' });
    const buyers = rig.buyers({ ...single, products: [product], unkeyed: 1, address: () => one.address });
    await published;
    one.toDatabase.doubtCommits(1, 'late');
    rig.note('the connection broken at the COMMIT of an order, which arrives a second later');
    await one.release('events published');
    const log = await buyers.done();
    await until(() => one.toDatabase.counts.arrivedLate > 0, { what: 'the late commit', limitMs: LIMIT_MS });
    return { logs: [log] };
  },
};

/** A buyer who waits gets the outcome that the database has. */
export const waitForLastUnit: Interleaving = {
  name: 'two wait for one unit',
  async run(rig) {
    const product = await rig.stock(1);
    const buyers = rig.buyers({ ...single, products: [product], buyers: 6, orders: 6, waiting: 1, thinkMs: 0 });
    return { logs: [await buyers.done()] };
  },
};
