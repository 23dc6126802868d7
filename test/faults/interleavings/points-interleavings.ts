import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { orderOf } from '../rig/call-log';
import { PRICE } from '../rig/payers';
import { chargeCall } from '../rig/payment-calls';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Interleaving } from './interleaving';
import { customerOf, observed } from './payment-interleavings';

const LIMIT_MS = 30_000;
/** Long enough for the other side to come to the row that is locked. */
const HEAD_START_MS = 500;
const BOOKED = 'INSERT INTO wallet_entries';

/** Two orders are paid from one wallet, and the second one comes between the read and the write of the first. */
export const twoPaymentsOneWallet: Interleaving = {
  name: 'two payments from one wallet',
  async run(rig) {
    const customer = await customerOf(rig);
    const [one, other] = [await customer.reserved(await rig.stock(5)), await customer.reserved(await rig.stock(5))];
    await whileBooking(
      rig,
      () => customer.pay(one, 0),
      () => customer.pay(other, 1),
    );
    await customer.untilStatus(one, 'ORDER_SUCCESS');
    await customer.untilStatus(other, 'ORDER_SUCCESS');
    return observed(rig, customer);
  },
};

/** A charge whose answer is lost is sent again with its key, to another instance and before the first has committed. */
export const chargedOnTwoInstances: Interleaving = {
  name: 'points charged with one key on two instances',
  async run(rig) {
    const customer = await customerOf(rig);
    const key = randomUUID();
    const charge = (number: number) =>
      chargeCall({ address: rig.at(number).address, token: rig.token(customer.userId) }, PRICE, key);
    customer.log.charged.set(customer.userId, 6 * PRICE);
    await whileBooking(
      rig,
      () => charge(0),
      () => charge(1),
    );
    const { outcome, code } = await charge(1);
    return observed(rig, customer, outcome === 'ok' ? [] : [`a repeated charge was answered ${code}`]);
  },
};

/** The instance that replaces an order for its late payment freezes before it stores that; another one takes over. */
export const replacedOnTwoInstances: Interleaving = {
  name: 'an order replaced by two instances',
  async run(rig) {
    const customer = await customerOf(rig);
    const attempt = await customer.reserved(await rig.stock(5));
    const one = rig.at(0);
    await one.inject({ point: 'settlement due', action: 'wait' });
    const due = one.reached('settlement due');
    const paying = customer.pay(attempt, 0);
    await due;
    await customer.letExpire(attempt);
    await customer.untilStatus(attempt, 'ORDER_CANCELLED');
    await one.inject({ point: 'replacement due', action: 'freeze' });
    await one.release('settlement due');
    await until(() => one.frozen, { what: `${one.name} is frozen`, limitMs: LIMIT_MS });
    rig.note(`${one.name} frozen when it was about to replace an order`);
    const replaced = async (): Promise<boolean> => {
      const orders = await rig.query<{ status: string }>(
        `SELECT status FROM order_replacements JOIN orders ON orders.order_id = order_replacements.order_id
         WHERE replaces_order_id = ? AND status <> 'ORDER_BEFORE'`,
        [orderOf(attempt)],
      );
      return orders.length === 1;
    };
    await until(replaced, { what: 'another instance has replaced the order', limitMs: LIMIT_MS });
    one.thaw();
    await paying;
    await pause(HEAD_START_MS);
    return observed(rig, customer);
  },
};

/** An order is reserved, and the instance dies as soon as that is stored. */
export const killedAfterReserving: Interleaving = {
  name: 'killed after an order was reserved',
  async run(rig) {
    const customer = await customerOf(rig);
    const product = await rig.stock(5);
    await rig.at(0).inject({ point: 'order reserved', action: 'kill' });
    await Promise.all([customer.order([product]), rig.at(0).dead(LIMIT_MS)]);
    rig.note(`${rig.at(0).name} killed at: order reserved`);
    return observed(rig, customer);
  },
};

/** The second call comes to the wallet while the first one has read it and not changed it yet. */
async function whileBooking(rig: Rig, first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  const one = rig.at(0);
  const reached = one.reached('statements due');
  await one.inject({ point: 'statements due', action: 'wait', containing: BOOKED });
  const calls = [first()];
  await reached;
  calls.push(second());
  await pause(HEAD_START_MS);
  rig.note(`a wallet read on ${one.name} and asked for on ${rig.at(1).name}`);
  await one.release('statements due');
  await Promise.all(calls);
}
