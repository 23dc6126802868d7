import { setTimeout as pause } from 'node:timers/promises';
import { orderOf, type PurchaseAttempt } from '../rig/call-log';
import { killOneAt } from '../rig/expected-fault';
import { OrderEvents } from '../rig/order-events';
import type { PayingCustomer } from '../rig/paying-customer';
import { requestReturnCall } from '../rig/return-calls';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Interleaving } from './interleaving';
import { customerOf, observed } from './payment-interleavings';

const LIMIT_MS = 40_000;
/** Long enough for the other side to come to the row that is locked, or for what was released to go on. */
const HEAD_START_MS = 1_000;

/** The poller has seen that a shipment is due, and comes to the order after its cancel; the shipment has not heard of that. */
export const cancelledBeforeShipping: Interleaving = {
  name: 'cancelled while its parcel is due to leave',
  async run(rig) {
    const customer = await customerOf(rig);
    const attempt = await bought(rig, customer);
    await waitAt(rig, 'shipments to be cancelled');
    const due = await waitAt(rig, 'shipments due');
    await makeDue(rig, attempt);
    await due.reached;
    await customer.cancel(attempt, 0);
    rig.note('an order cancelled whose parcel was found to be due before');
    await Promise.all(rig.instances.map((instance) => instance.release('shipments due')));
    await pause(HEAD_START_MS);
    return observed(rig, customer);
  },
};

/** The order has said that its goods may leave, and the instance dies before it stores that they have. */
export const killedBeforeShipping: Interleaving = {
  name: 'killed between the order and its parcel',
  async run(rig) {
    const events = await OrderEvents.listen(rig);
    const customer = await customerOf(rig);
    const attempt = await bought(rig, customer);
    const killed = killOneAt(rig, { point: 'shipments judged' });
    await pause(HEAD_START_MS);
    await makeDue(rig, attempt);
    await killed;
    await untilParcelIs(rig, attempt, 'SHIPPED');
    const versions = (await events.end()).get(orderOf(attempt) ?? 0) ?? [];
    const broken =
      versions.join() === '1' ? [] : [`order ${orderOf(attempt)}: its shipping was published as ${versions.join()}`];
    return observed(rig, customer, broken);
  },
};

/** One wish, sent to two instances, and the second one comes before the commit of the first. */
export const returnedOnTwoInstances: Interleaving = {
  name: 'one return requested on two instances',
  async run(rig) {
    const customer = await customerOf(rig);
    const { attempt, products } = await delivered(rig, customer);
    const one = rig.at(0);
    const reached = one.reached('statements due');
    await one.inject({ point: 'statements due', action: 'wait', containing: 'INSERT INTO shipment_return_lines' });
    const request = (number: number) =>
      requestReturnCall(
        { address: rig.at(number).address, token: rig.token(customer.userId) },
        orderOf(attempt) ?? 0,
        [{ productId: products[0] as number, quantity: 1 }],
        undefined,
      );
    const first = request(0);
    await reached;
    const second = request(1);
    await pause(HEAD_START_MS);
    rig.note('one return is requested on two instances');
    await one.release('statements due');
    const ids = (await Promise.all([first, second])).map(({ returnId }) => returnId);
    const broken = ids[0] !== undefined && ids[0] === ids[1] ? [] : [`one wish, the returns ${ids.join(' and ')}`];
    return observed(rig, customer, broken);
  },
};

/** The units are in stock again, and the instance dies before it is known that the event was handled. */
export const killedAfterRestock: Interleaving = {
  name: 'killed after the units of a return are in stock again',
  async run(rig) {
    const customer = await customerOf(rig);
    const { attempt, products } = await delivered(rig, customer);
    const returnId = await requested(rig, customer, attempt, products);
    const killed = killOneAt(rig, { point: 'return restocked' });
    await pause(HEAD_START_MS);
    await complete(rig, returnId);
    await killed;
    return observed(rig, customer);
  },
};

/** The instance that is to pay a return back freezes until another one has done it, and wakes up. */
export const refundedOnTwoInstances: Interleaving = {
  name: 'a return paid back by two instances',
  async run(rig) {
    const customer = await customerOf(rig);
    const { attempt, products } = await delivered(rig, customer);
    const returnId = await requested(rig, customer, attempt, products);
    const one = rig.at(0);
    await one.inject({ point: 'return to be refunded', action: 'freeze' });
    const completing = complete(rig, returnId);
    await until(() => one.frozen, { what: `${one.name} is frozen`, limitMs: LIMIT_MS });
    rig.note(`${one.name} frozen before it pays a return back`);
    const isRefunded = async (): Promise<boolean> => {
      const rows = await rig.query(`SELECT refund_id FROM refunds WHERE cause = 'RETURN' AND order_id = ?`, [
        orderOf(attempt),
      ]);
      return rows.length > 0;
    };
    await until(isRefunded, { what: 'another instance has paid the return back', limitMs: LIMIT_MS });
    one.thaw();
    await completing;
    await pause(HEAD_START_MS);
    return observed(rig, customer);
  },
};

/** Its shipment is being prepared. */
async function bought(rig: Rig, customer: PayingCustomer, units = 1): Promise<PurchaseAttempt> {
  const products: number[] = [];
  while (products.length < units) products.push(await rig.stock(5));
  const attempt = await customer.order(products, { seconds: 10 });
  await customer.pay(attempt, 0);
  await customer.untilStatus(attempt, 'ORDER_SUCCESS');
  await untilParcelIs(rig, attempt, 'SHIPMENT_PREPARING');
  return attempt;
}

interface Delivered {
  readonly attempt: PurchaseAttempt;
  readonly products: readonly number[];
}

/** One unit of each of three products. */
async function delivered(rig: Rig, customer: PayingCustomer): Promise<Delivered> {
  const attempt = await bought(rig, customer, 3);
  for (const status of ['SHIPPED', 'DELIVERED']) {
    const answer = await rig.admin().patch(`/api/delivery/${orderOf(attempt)}/status?status=${status}`);
    if (answer.status !== 200) throw new Error(`The order is not ${status}: ${JSON.stringify(answer.body)}`);
  }
  return { attempt, products: attempt.items.map(({ productId }) => productId) };
}

/** @returns the id of a return of one of its units */
async function requested(
  rig: Rig,
  { userId }: PayingCustomer,
  attempt: PurchaseAttempt,
  products: readonly number[],
): Promise<number> {
  const items = [{ productId: products[0], quantity: 1 }];
  const { status, body } = await rig.buyer(userId).put(`/api/orders/${orderOf(attempt)}/return`, { items });
  if (status !== 200) throw new Error(`The return was answered ${status}: ${JSON.stringify(body)}`);
  return body.returnId as number;
}

/** Answered or not: the instance may die, or freeze. */
async function complete(rig: Rig, returnId: number): Promise<void> {
  await rig
    .admin()
    .patch(`/api/returns/${returnId}/status?status=COMPLETED`)
    .catch(() => undefined);
}

async function makeDue(rig: Rig, attempt: PurchaseAttempt): Promise<void> {
  await rig.query('UPDATE shipments SET due_at = NOW(3) WHERE order_id = ?', [orderOf(attempt)]);
}

async function untilParcelIs(rig: Rig, attempt: PurchaseAttempt, state: string): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const [row] = await rig.query<{ state: string }>('SELECT state FROM shipments WHERE order_id = ?', [
      orderOf(attempt),
    ]);
    return row?.state === state;
  };
  await until(isSo, { what: `the parcel of order ${orderOf(attempt)} is ${state}`, limitMs: LIMIT_MS });
}

/** An instance that comes to this point waits there. @returns a promise for the first of them */
async function waitAt(
  rig: Rig,
  point: 'shipments due' | 'shipments to be cancelled',
): Promise<{ reached: Promise<void> }> {
  const reached = Promise.race(rig.instances.map((instance) => instance.reached(point)));
  // One that no instance comes to, before they end, is no failure.
  reached.catch(() => undefined);
  await Promise.all(rig.instances.map((instance) => instance.inject({ point, action: 'wait' })));
  return { reached };
}
