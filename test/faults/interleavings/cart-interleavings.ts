import { setTimeout as pause } from 'node:timers/promises';
import { CallLog, type PurchaseAttempt } from '../rig/call-log';
import { type CallTarget, cartOrderCall } from '../rig/calls';
import type { Rig } from '../rig/rig';
import type { Interleaving } from './interleaving';

const LIMIT_MS = 20_000;
/** Long enough for the other side to wait for the row that is locked. */
const HEAD_START_MS = 500;

interface FilledCart {
  readonly product: number;
  readonly log: CallLog;
  /** the order of what is in the cart */
  readonly attempt: PurchaseAttempt;
  target(number: number): CallTarget;
  /** the units in the cart now */
  units(): Promise<number>;
}

/** A cart with one unit of a product of its own. */
async function filledCart(rig: Rig, userId: number): Promise<FilledCart> {
  const product = await rig.stock(5);
  await rig.buyer(userId).put(`/api/cart/items/${product}`, { quantity: 1 });
  const log = new CallLog();
  return {
    product,
    log,
    attempt: log.add(userId, [{ productId: product, quantity: 1 }], undefined),
    target: (number) => ({ address: rig.at(number).address, token: rig.token(userId) }),
    units: async () => {
      const [row] = await rig.query<{ units: number | null }>(
        `SELECT SUM(quantity) AS units FROM cart_items WHERE user_id = ${userId}`,
      );
      return Number(row?.units ?? 0);
    },
  };
}

/** What was ordered leaves the cart although the instance dies before it could clear it. */
export const killedBeforeClearing: Interleaving = {
  name: 'killed between an order and the clearing of its cart',
  async run(rig) {
    const one = rig.at(0);
    const cart = await filledCart(rig, 41);
    await one.inject({ point: 'cart clearing due', action: 'kill' });
    cart.attempt.calls.push(await cartOrderCall(cart.target(0)));
    await one.dead(LIMIT_MS);
    rig.note(`${one.name} killed with an order stored and its cart not cleared`);
    await one.start();
    await rig.completed();
    return { logs: [cart.log], broken: (await cart.units()) === 0 ? [] : ['what was ordered is still in the cart'] };
  },
};

/** A line that was changed after it was ordered stays. */
export const changedBeforeClearing: Interleaving = {
  name: 'a cart changed between an order and its clearing',
  async run(rig) {
    const one = rig.at(0);
    const cart = await filledCart(rig, 42);
    const due = one.reached('cart clearing due');
    await one.inject({ point: 'cart clearing due', action: 'wait' });
    cart.attempt.calls.push(await cartOrderCall(cart.target(0)));
    await due;
    await rig.buyer(42, 1).put(`/api/cart/items/${cart.product}`, { quantity: 3 });
    rig.note('a line of a cart changed with its order stored and its clearing paused');
    await one.release('cart clearing due');
    await rig.completed();
    const units = await cart.units();
    return {
      logs: [cart.log],
      broken: units === 3 ? [] : [`a line that was changed meanwhile has ${units} units, not 3`],
    };
  },
};

/** The same state of a cart is ordered at two instances at the same moment, without a key. */
export const oneCartOnTwoInstances: Interleaving = {
  name: 'one cart on two instances',
  async run(rig) {
    const [one, other] = [rig.at(0), rig.at(1)];
    const cart = await filledCart(rig, 43);
    const published = one.reached('events published');
    await one.inject({ point: 'events published', action: 'wait', containing: 'order.placed-from-cart' });
    const order = async (number: number): Promise<void> => {
      cart.attempt.calls.push(await cartOrderCall(cart.target(number)));
    };
    const first = order(0);
    await published;
    const second = order(1);
    await pause(HEAD_START_MS);
    rig.note(`one cart: ${one.name} has inserted its order and not committed, ${other.name} inserts its own`);
    await one.release('events published');
    await Promise.all([first, second]);
    return { logs: [cart.log] };
  },
};
