import { setTimeout as pause } from 'node:timers/promises';
import { orderOf } from '../rig/call-log';
import { PRICE } from '../rig/payers';
import { PayingCustomer } from '../rig/paying-customer';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Point } from '../rig/fault-points';
import { until } from '../../servers/until';
import type { Interleaving, Observed } from './interleaving';

const LIMIT_MS = 20_000;
const HEAD_START_MS = 500;
let users = 100;

/** A customer of its own for each interleaving, so that every point can be accounted for. */
export async function customerOf(rig: Rig): Promise<PayingCustomer> {
  const customer = new PayingCustomer(rig, ++users);
  await customer.charge();
  return customer;
}

export async function observed(rig: Rig, customer: PayingCustomer, broken: readonly string[] = []): Promise<Observed> {
  await rig.heal();
  const late: string[] = [];
  await rig.completed().catch((error: Error) => late.push(error.message));
  return {
    logs: [customer.log.calls],
    broken: [...broken, ...late, ...(await untruePayments([customer.log], rig.query))],
  };
}

const killedDuringPayment = (name: string, point: Point): Interleaving => ({
  name,
  async run(rig) {
    const customer = await customerOf(rig);
    const attempt = await customer.reserved(await rig.stock(5));
    await rig.at(0).inject({ point, action: 'kill' });
    await Promise.all([customer.pay(attempt, 0), rig.at(0).dead(LIMIT_MS)]);
    rig.note(`${rig.at(0).name} killed at: ${point}`);
    return observed(rig, customer);
  },
});

/** The points are taken again, unless it is known that they were. */
export const killedAfterSpending = killedDuringPayment('killed after the points were spent', 'points spent');

/** The order is told again of the payment that it has accepted. */
export const killedAfterSettling = killedDuringPayment('killed after the order was paid', 'order paid');

/** The poller has seen that the reservation is over, and comes to the order's row after a payment. */
export const paidWhileExpiring: Interleaving = {
  name: 'paid while its reservation expires',
  async run(rig) {
    const customer = await customerOf(rig);
    const attempt = await customer.reserved(await rig.stock(5));
    await expiryWaits(rig, () => customer.letExpire(attempt));
    await customer.pay(attempt, 0);
    await customer.untilStatus(attempt, 'ORDER_SUCCESS');
    rig.note('an order paid that was found to be expired before');
    await Promise.all(rig.instances.map((instance) => instance.release('reservations due')));
    await pause(HEAD_START_MS);
    const status = await customer.statusOf(attempt);
    const broken = status === 'ORDER_SUCCESS' ? [] : [`order ${orderOf(attempt)}: it was paid, and is ${status}`];
    return observed(rig, customer, broken);
  },
};

/** The same, after the payment was authorized and before it is made. */
export const authorizedWhileExpiring: Interleaving = {
  name: 'authorized while its reservation expires',
  async run(rig) {
    const customer = await customerOf(rig);
    const attempt = await customer.reserved(await rig.stock(5));
    await expiryWaits(rig, () => customer.letExpire(attempt));
    const authorized = rig.at(0).reached('payment authorized');
    await rig.at(0).inject({ point: 'payment authorized', action: 'wait' });
    const paying = customer.pay(attempt, 0);
    await authorized;
    rig.note('an order authorized that was found to be expired before');
    await Promise.all(rig.instances.map((instance) => instance.release('reservations due')));
    await pause(HEAD_START_MS);
    const status = await customer.statusOf(attempt);
    const broken = status === 'ORDER_PENDING' ? [] : [`order ${orderOf(attempt)}: authorized, and it is ${status}`];
    await rig.at(0).release('payment authorized');
    await paying;
    return observed(rig, customer, broken);
  },
};

/** The points are taken, and the order expires before it is told. */
export const capturedTooLate: Interleaving = {
  name: 'expired before the order knows of its payment',
  async run(rig) {
    const customer = await customerOf(rig);
    const attempt = await customer.reserved(await rig.stock(5));
    const due = rig.at(0).reached('settlement due');
    await rig.at(0).inject({ point: 'settlement due', action: 'wait' });
    const paying = customer.pay(attempt, 0);
    await due;
    await customer.letExpire(attempt);
    await customer.untilStatus(attempt, 'ORDER_CANCELLED');
    rig.note('an order expired whose points are taken');
    await rig.at(0).release('settlement due');
    await paying;
    return observed(rig, customer);
  },
};

/** Of the two events of a completed and cancelled order, the first one is handled last. */
export const consumedAfterRelease: Interleaving = {
  name: 'points taken after they were given back',
  async run(rig) {
    const customer = await customerOf(rig);
    const reached = rig.at(0).reached('points consumed');
    await rig.at(0).inject({ point: 'points consumed', action: 'wait' });
    const attempt = await customer.order([await rig.stock(5)], { usePoints: PRICE, seconds: 10 });
    await reached;
    await customer.cancel(attempt, 1);
    const isReleased = async (): Promise<boolean> => {
      const [row] = await rig.query<{ state: string }>('SELECT state FROM wallet_reservations WHERE order_id = ?', [
        orderOf(attempt),
      ]);
      return row?.state === 'RELEASED';
    };
    await until(isReleased, { what: 'the points are given back', limitMs: LIMIT_MS });
    rig.note('the points of a cancelled order are taken late');
    await rig.at(0).release('points consumed');
    return observed(rig, customer);
  },
};

/** Two orders want the same points; the one that does not get them leaves its unit to others. */
export const twoOrdersOneWallet: Interleaving = {
  name: 'two orders want the same points',
  async run(rig) {
    const customer = new PayingCustomer(rig, ++users);
    await customer.charge(PRICE);
    const product = await rig.stock(5);
    const reached = rig.at(0).reached('order passed to the wallet');
    await rig.at(0).inject({ point: 'order passed to the wallet', action: 'wait' });
    await customer.order([product], { usePoints: PRICE });
    await reached;
    await customer.order([product], { usePoints: PRICE });
    rig.note('two orders placed with the points of one');
    await rig.at(0).release('order passed to the wallet');
    return observed(rig, customer);
  },
};

/** A third of a coupon of 5,000 won and of 10,000 points cannot be written in whole numbers. */
export const benefitsOverThreeLines: Interleaving = {
  name: 'a coupon and points shared by three lines',
  async run(rig) {
    const customer = await customerOf(rig);
    const products = [await rig.stock(5), await rig.stock(5), await rig.stock(5)];
    const userCouponId = await customer.coupon();
    await customer.order(products, { usePoints: PRICE, userCouponId, seconds: 10 });
    return observed(rig, customer);
  },
};

/** Whichever instance looks for due reservations waits there, with what it has found. */
async function expiryWaits(rig: Rig, letExpire: () => Promise<void>): Promise<void> {
  const reached = Promise.race(rig.instances.map((instance) => instance.reached('reservations due')));
  await Promise.all(rig.instances.map((instance) => instance.inject({ point: 'reservations due', action: 'wait' })));
  await letExpire();
  await reached;
}
